import type { ParameterValue } from "./value.js";

/** A value in a path template; times are formatted with `strftime` codes. */
export type TemplateValue = ParameterValue | Date | ReadonlyMap<string, ParameterValue | Date>;
