import { OptionError } from "../../core/index.js";
import { coerceParameter } from "../parameters/coerce.js";
import type { Parameters, ParameterValue } from "../parameters/value.js";

/** Values by parameter: a batch has one run for every combination. */
export type Grid = ReadonlyMap<string, readonly ParameterValue[]>;

/** Every combination of the grid's values; the last parameter changes fastest. An empty grid has one, empty combination. */
export function expandGrid(grid: Grid): Parameters[] {
  let combinations: Parameters[] = [new Map()];
  for (const [name, values] of grid) {
    combinations = combinations.flatMap((before) => values.map((value) => new Map([...before, [name, value]])));
  }
  return combinations;
}

/** The parameter and the values of `tissue=liver,lung`, typed as `-p` types them; `\,` is a comma inside a value. */
export function parseGridOption(text: string): [name: string, values: ParameterValue[]] {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(0, equals));
  const texts = splitValues(text.slice(equals + 1));
  if (name === "" || texts.includes("")) {
    throw new OptionError({
      what: "option --grid",
      expected: "NAME=VALUE,VALUE,…",
      got: JSON.stringify(text),
    });
  }
  const repeated = texts.find((value, at) => texts.indexOf(value) < at);
  if (repeated !== undefined)
    throw new OptionError({ what: `option --grid: ${name} has the value ${JSON.stringify(repeated)} twice` });
  return [name, texts.map(coerceParameter)];
}

function splitValues(text: string): string[] {
  const values = [""];
  for (const [part] of text.matchAll(/\\,|,|[^,\\]+|\\/g)) {
    if (part === ",") values.push("");
    else values[values.length - 1] += part === "\\," ? "," : part;
  }
  return values;
}
