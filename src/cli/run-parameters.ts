import { ParameterError } from "../core/errors.js";
import type { ParameterValue } from "../runner/index.js";
import type { ParsedArguments } from "./option-table.js";

/** The parameters of a command line; later sources win, the first mention keeps the place: paths, -b, -f, -y, -p, -r. */
export async function parametersOf(
  parsed: ParsedArguments,
  inputPath: string,
  outputPath: string,
): Promise<Map<string, ParameterValue>> {
  const { coerceParameter, parametersFromYaml, readText } = await import("../runner/index.js");
  const result = new Map<string, ParameterValue>();
  const addYaml = async (text: string, where: string): Promise<void> => {
    for (const [name, value] of await parametersFromYaml(text, where)) result.set(name, value);
  };
  const both = parsed.flags.get("inject-paths") ?? false;
  if (both || parsed.flags.get("inject-input-path")) result.set("PAPERMILL_INPUT_PATH", inputPath);
  if (both || parsed.flags.get("inject-output-path")) result.set("PAPERMILL_OUTPUT_PATH", outputPath);
  for (const [text = ""] of parsed.uses.get("parameters_base64") ?? [])
    await addYaml(base64Text(text), "--parameters_base64");
  for (const [path = ""] of parsed.uses.get("parameters_file") ?? []) await addYaml(await readText(path), path);
  for (const [text = ""] of parsed.uses.get("parameters_yaml") ?? []) await addYaml(text, "--parameters_yaml");
  for (const [name = "", text = ""] of parsed.uses.get("parameters") ?? []) result.set(name, coerceParameter(text));
  for (const [name = "", text = ""] of parsed.uses.get("parameters_raw") ?? []) result.set(name, text);
  return result;
}

/** Base64 as Python reads it: what is not of its alphabet is skipped, the padding must be there, the bytes be UTF-8. */
function base64Text(given: string): string {
  const [, characters = "", padding = ""] = /^([^=]*)(=*)/.exec(given.replaceAll(/[^A-Za-z0-9+/=]/g, "")) ?? [];
  const missing = (4 - (characters.length % 4)) % 4;
  try {
    if (missing === 3 || padding.length < missing) throw new RangeError("incorrect padding");
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(characters, "base64"));
  } catch (cause) {
    throw new ParameterError({
      what: "not base64 of UTF-8 text",
      where: "--parameters_base64",
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
