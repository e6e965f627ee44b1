import type { Notebook } from "../../nbformat/index.js";
import { inferParameters } from "../inspect/infer-parameters.js";
import { silentLogger } from "../log.js";
import { notebookKernelName, notebookLanguage } from "../notebook-language.js";
import { findTaggedCell } from "../parameterize.js";
import type { Parameters } from "../parameters/value.js";
import { codifyParameters } from "../translators/codify.js";
import { findTranslator } from "../translators/registry.js";
import type { Secrets } from "./secrets.js";

export interface HiddenCodeOptions {
  readonly kernelName?: string | undefined;
  readonly language?: string | undefined;
}

/**
 * Gives the code that the kernel gets for a cell's source. Only the injected cell differs: it shows masks and its code
 * has the values. From then on the secrets are also looked for as that code writes them.
 */
export async function hiddenCode(
  notebook: Notebook,
  parameters: Parameters,
  secrets: Secrets,
  where: string,
  options: HiddenCodeOptions,
): Promise<(source: string) => string> {
  const kernelName = notebookKernelName(notebook, options.kernelName, where);
  const language = notebookLanguage(notebook, options.language, where);
  const translator = findTranslator(kernelName, language);
  const declared = await inferParameters(notebook, translator, language, silentLogger);
  const shown = notebook.cells[findTaggedCell(notebook, "injected-parameters")]?.source;
  secrets.addLiterals((value) => translator.translate(value));
  const code = codifyParameters(secrets.revealed(parameters), translator, declared);
  return (source) => (source === shown ? code : source);
}
