import { isCellmillError, ParameterError, UnsupportedFeatureError } from "../../core/index.js";
import type { ParameterInfo } from "../inspect/parameter-info.js";
import { asDeclared } from "../inspect/parameter-type.js";
import type { Parameters, ParameterValue } from "../parameters/value.js";
import type { Translator } from "./translator.js";

/** The source of the injected cell: a comment line, one assignment a line, a final line end. */
export function codifyParameters(
  parameters: Parameters,
  translator: Translator,
  declared: readonly ParameterInfo[] = [],
  comment = "Parameters",
): string {
  const byName = new Map(declared.map((info) => [info.name, info]));
  const lines = [...parameters].map(([name, value]) => {
    if (!translator.isName(name)) {
      throw new ParameterError({
        what: `${JSON.stringify(name)} is no name of a variable in the notebook's language`,
        hint: "A parameter's name must be an identifier.",
        names: [name],
      });
    }
    const info = byName.get(name);
    const typed = info?.type === undefined ? value : asDeclared(value, info.type);
    return translator.assign(name, literalOf(name, typed, translator), info);
  });
  return `${[translator.comment(comment), ...lines, ...(translator.ending === undefined ? [] : [translator.ending])].join("\n")}\n`;
}

/** The value as a literal; what it cannot be is said of the parameter. */
function literalOf(name: string, value: ParameterValue, translator: Translator): string {
  try {
    return translator.translate(value);
  } catch (error) {
    if (!isCellmillError(error)) throw error;
    const details = { ...error.details, where: `parameter "${name}"`, names: [name], cause: error };
    if (isCellmillError(error, "ParameterError")) throw new ParameterError(details);
    throw isCellmillError(error, "UnsupportedFeatureError") ? new UnsupportedFeatureError(details) : error;
  }
}
