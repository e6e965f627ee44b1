import { isCellmillError, OptionError } from "../../core/index.js";
import { type ParameterValue, parametersFromYaml, readText } from "../../runner/index.js";

/** Reads the parameter files in order; later ones win. */
export async function readParameters(files: readonly string[]): Promise<Map<string, ParameterValue>> {
  const parameters = new Map<string, ParameterValue>();
  for (const file of files)
    for (const [name, value] of await parametersFromYaml(await readText(file), file)) parameters.set(name, value);
  return parameters;
}

/**
 * Reads the files that the options name, so that a wrong name or a broken file is told once, before anything runs. Throws an
 * `OptionError` or a `ParameterError`.
 */
export async function checkParameterFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    try {
      await readParameters([file]);
    } catch (error) {
      if (!isCellmillError(error, "NotFoundError")) throw error;
      throw new OptionError({ what: "there is no such parameter file", where: file, cause: error });
    }
  }
}
