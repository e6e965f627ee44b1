import type { Notebook } from "../../nbformat/index.js";
import type { Logger } from "../log.js";
import { parametersSource } from "../parameterize.js";
import type { Translator } from "../translators/translator.js";
import type { ParameterInfo } from "./parameter-info.js";

/** The parameters that the notebook declares; `undefined` if it has no `parameters` cell or its language cannot be read. */
export async function inferParameters(
  notebook: Notebook,
  translator: Translator,
  language: string,
  logger: Logger,
): Promise<ParameterInfo[] | undefined> {
  const source = parametersSource(notebook);
  if (source === undefined) return undefined;
  if (translator.inspect === undefined) {
    logger.log("WARNING", `Translator for '${language}' language does not support parameter introspection.`);
    return undefined;
  }
  return translator.inspect(source);
}
