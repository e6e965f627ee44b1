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

/**
 * The parameter and the values of `tissue=liver,lung`, typed as `-p` types them; `\,` is a comma inside a value. With the
 * column, from 1, where each value begins.
 */
export function parseGridOption(text: string): [name: string, values: ParameterValue[], columns: number[]] {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(0, equals));
  const given = splitValues(text.slice(equals + 1));
  const texts = given.map((value) => value.text);
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
  return [name, texts.map(coerceParameter), given.map(({ at }) => equals + 2 + at)];
}

interface GridValue {
  text: string;
  readonly at: number;
}

function splitValues(text: string): GridValue[] {
  let value: GridValue = { text: "", at: 0 };
  const values = [value];
  for (const { 0: part, index } of text.matchAll(/\\,|,|[^,\\]+|\\/g)) {
    if (part === ",") {
      value = { text: "", at: index + 1 };
      values.push(value);
    } else value.text += part === "\\," ? "," : part;
  }
  return values;
}
