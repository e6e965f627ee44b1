import { ParameterError } from "../../core/index.js";
import type { ParameterInfo } from "../inspect/parameter-info.js";
import type { Parameters } from "../parameters/value.js";
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
      });
    }
    return translator.assign(name, translator.translate(value), byName.get(name));
  });
  return `${[translator.comment(comment), ...lines, ...(translator.ending === undefined ? [] : [translator.ending])].join("\n")}\n`;
}
