import { ParameterError } from "../../core/index.js";
import { pythonStr } from "../parameters/python-repr.js";
import type { Parameters } from "../parameters/value.js";
import { readYamlList } from "../parameters/yaml.js";

/**
 * The sets of a YAML or JSON text: a list of mappings of names to values. `onPlace` is told where each name of each set
 * stands, as `where:line:column`.
 */
export async function parameterSetsFromYaml(
  text: string,
  where: string,
  onPlace: (set: number, name: string, place: string) => void = () => {},
): Promise<Parameters[]> {
  const items = (await readYamlList(text, where)) ?? [];
  if (items.length === 0)
    throw new ParameterError({ what: "sets of parameters are a list of mappings, one for each run", where });
  return items.map(({ value, place, keyPlaces }, index) => {
    if (!(value instanceof Map))
      throw new ParameterError({ what: `set ${index + 1} is no mapping of names to values`, where: place });
    const set = new Map([...value].map(([name, item]) => [pythonStr(name), item]));
    // Merged names stand nowhere in the mapping itself.
    for (const name of set.keys()) onPlace(index, name, keyPlaces.get(name) ?? place);
    return set;
  });
}
