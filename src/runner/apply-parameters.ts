import { type Notebook, objectAt } from "../nbformat/index.js";
import { checkParameters, unknownNames } from "./inspect/check-parameters.js";
import { inferParameters } from "./inspect/infer-parameters.js";
import type { Logger } from "./log.js";
import { notebookKernelName, notebookLanguage } from "./notebook-language.js";
import { injectParameters } from "./parameterize.js";
import { type Parameters, parameterToJson } from "./parameters/value.js";
import { codifyParameters } from "./translators/codify.js";
import { findTranslator } from "./translators/registry.js";

export interface ApplyParametersOptions {
  readonly kernelName?: string | undefined;
  readonly language?: string | undefined;
  readonly strict?: boolean | undefined;
  readonly reportMode: boolean;
  readonly logger: Logger;
}

/** Checks the parameters against what the notebook declares and puts them in, in place; nothing happens if there are none. */
export async function applyParameters(
  notebook: Notebook,
  parameters: Parameters,
  where: string,
  options: ApplyParametersOptions,
): Promise<void> {
  if (parameters.size === 0) return;
  const kernelName = notebookKernelName(notebook, options.kernelName, where);
  const language = notebookLanguage(notebook, options.language, where);
  const translator = findTranslator(kernelName, language);
  const declared = await inferParameters(notebook, translator, language, options.logger);
  if (declared !== undefined && (options.strict ?? translator.strict)) checkParameters(parameters, declared, where);
  for (const name of unknownNames(parameters, declared ?? [])) {
    options.logger.log("WARNING", `Passed unknown parameter: ${name}`);
  }
  const source = codifyParameters(parameters, translator, declared);
  if (!injectParameters(notebook, source, options.reportMode))
    options.logger.log("WARNING", "Input notebook does not contain a cell with tag 'parameters'");
  const record = objectAt(notebook.metadata, "papermill");
  if (record !== undefined) record["parameters"] = parameterToJson(parameters);
}
