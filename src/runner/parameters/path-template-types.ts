import type { ParameterValue } from "./value.js";

/** A value in a path template; times are formatted with `strftime` codes. */
export type TemplateValue = ParameterValue | Date | ReadonlyMap<string, ParameterValue | Date>;

/** A time that says to be in UTC; other dates say nothing of their zone. Both are read from their UTC fields. */
export class UtcDate extends Date {}
