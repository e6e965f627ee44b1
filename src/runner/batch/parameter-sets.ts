import { ParameterError } from "../../core/index.js";
import type { Parameters } from "../parameters/value.js";
import { readYaml } from "../parameters/yaml.js";

/** The sets of a YAML or JSON text: a list of mappings of names to values. */
export async function parameterSetsFromYaml(text: string, where: string): Promise<Parameters[]> {
  const value = await readYaml(text, where);
  if (!Array.isArray(value) || value.length === 0)
    throw new ParameterError({ what: "sets of parameters are a list of mappings, one for each run", where });
  return value.map((set, index) => {
    if (set instanceof Map) return new Map([...set].map(([name, item]) => [String(name), item]));
    throw new ParameterError({ what: `set ${index + 1} is no mapping of names to values`, where });
  });
}
