import type { ParameterValue } from "../runner/index.js";
import { base64Text } from "./base64-text.js";
import type { ParsedArguments } from "./option-table.js";

/**
 * The parameters of a command line; later sources win, the first mention keeps the place: paths, -b, -f, -y, -p, -r.
 * `places` gets where in a YAML text each one stands that comes from there.
 */
export async function parametersOf(
  parsed: ParsedArguments,
  inputPath: string,
  outputPath: string,
  places: Map<string, string> = new Map(),
  signal?: AbortSignal,
): Promise<Map<string, ParameterValue>> {
  const { coerceParameter, parametersFromYaml, readText } = await import("../runner/index.js");
  const result = new Map<string, ParameterValue>();
  const addYaml = async (text: string, where: string): Promise<void> => {
    const given = await parametersFromYaml(text, where, (name, place) => places.set(name, place));
    for (const [name, value] of given) result.set(name, value);
  };
  const add = (name: string, value: ParameterValue): void => {
    result.set(name, value);
    places.delete(name);
  };
  const both = parsed.flags.get("inject-paths") ?? false;
  if (both || parsed.flags.get("inject-input-path")) result.set("PAPERMILL_INPUT_PATH", inputPath);
  if (both || parsed.flags.get("inject-output-path")) result.set("PAPERMILL_OUTPUT_PATH", outputPath);
  for (const [text = ""] of parsed.uses.get("parameters_base64") ?? [])
    await addYaml(base64Text(text, "--parameters_base64"), "--parameters_base64");
  const reading = signal === undefined ? {} : { signal };
  for (const [path = ""] of parsed.uses.get("parameters_file") ?? [])
    await addYaml(await readText(path, reading), path);
  for (const [text = ""] of parsed.uses.get("parameters_yaml") ?? []) await addYaml(text, "--parameters_yaml");
  for (const [name = "", text = ""] of parsed.uses.get("parameters") ?? []) add(name, coerceParameter(text));
  for (const [name = "", text = ""] of parsed.uses.get("parameters_raw") ?? []) add(name, text);
  return result;
}
