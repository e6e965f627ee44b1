import { isCellmillError } from "../core/index.js";
import { type Notebook, objectAt } from "../nbformat/index.js";
import { checkParameters, unknownNames } from "./inspect/check-parameters.js";
import { inferParameters } from "./inspect/infer-parameters.js";
import type { Logger } from "./log.js";
import { notebookKernelName, notebookLanguage } from "./notebook-language.js";
import { hasInjectedCell, injectParameters, parametersSource } from "./parameterize.js";
import { type Parameters, parameterToJson } from "./parameters/value.js";
import { codifyParameters } from "./translators/codify.js";
import { findTranslator } from "./translators/registry.js";
import type { Translator } from "./translators/translator.js";

/** How parameters are put in: for which kernel and language (default: the notebook's), and how strictly they are checked. */
export interface ApplyParametersOptions {
  readonly kernelName?: string | undefined;
  readonly language?: string | undefined;
  readonly strict?: boolean | undefined;
  readonly reportMode: boolean;
  readonly logger: Logger;
}

/** Checks the parameters against what the notebook declares and puts them in, in place; without any, nothing is put in. */
export async function applyParameters(
  notebook: Notebook,
  parameters: Parameters,
  where: string,
  options: ApplyParametersOptions,
): Promise<void> {
  if (parameters.size === 0) return checkNoneIsMissing(notebook, where, options);
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

/** Throws a ParameterError if the notebook cannot run without parameters, and says so. */
async function checkNoneIsMissing(notebook: Notebook, where: string, options: ApplyParametersOptions): Promise<void> {
  const source = parametersSource(notebook);
  // What an earlier run put in still stands.
  if (source === undefined || hasInjectedCell(notebook)) return;
  const translator = knownTranslator(notebook, where, options);
  if (translator?.inspect === undefined || !(options.strict ?? translator.strict)) return;
  if (!translator.isComplete?.(source)) checkParameters(new Map(), await translator.inspect(source), where);
}

/** The translator, where there is one: without parameters none is needed. */
function knownTranslator(notebook: Notebook, where: string, options: ApplyParametersOptions): Translator | undefined {
  try {
    const kernelName = notebookKernelName(notebook, options.kernelName, where);
    return findTranslator(kernelName, notebookLanguage(notebook, options.language, where));
  } catch (error) {
    if (!isCellmillError(error)) throw error;
    return undefined;
  }
}
