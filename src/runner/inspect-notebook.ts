import type { Notebook } from "../nbformat/index.js";
import { inferParameters } from "./inspect/infer-parameters.js";
import type { ParameterInfo } from "./inspect/parameter-info.js";
import { prettyPath } from "./io/registry.js";
import { loadNotebook } from "./load-notebook.js";
import { type Logger, silentLogger } from "./log.js";
import { notebookKernelName, notebookLanguage } from "./notebook-language.js";
import { parametersSource } from "./parameterize.js";
import { formatPath, pathValues } from "./parameters/path-template.js";
import { type Parameters, toParameters } from "./parameters/value.js";
import { findTranslator } from "./translators/registry.js";

/** Options of `inspectNotebook`; the kernel and the language come from the notebook unless they are given. */
export interface InspectNotebookOptions {
  /** Values for the template in the path. */
  readonly parameters?: Parameters | Readonly<Record<string, unknown>>;
  readonly kernelName?: string;
  readonly language?: string;
  readonly logger?: Logger;
  readonly signal?: AbortSignal;
}

/** What a notebook says about its parameters. */
export interface NotebookInspection {
  /** False if no cell is tagged `parameters`. */
  readonly hasParametersCell: boolean;
  /** By name, in the order of the cell. */
  readonly parameters: ReadonlyMap<string, ParameterInfo>;
}

/** The parameters that the notebook declares: name, type, default, help. Nothing is run. */
export async function inspectNotebook(
  input: string | Notebook,
  options: InspectNotebookOptions = {},
): Promise<NotebookInspection> {
  const logger = options.logger ?? silentLogger;
  const path = typeof input === "string" ? formatPath(input, pathValues(toParameters(options.parameters))) : undefined;
  const where = path === undefined ? "notebook" : prettyPath(path);
  const notebook = await loadNotebook(path ?? (input as Notebook), where, {
    logger,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (parametersSource(notebook) === undefined) return { hasParametersCell: false, parameters: new Map() };
  const kernelName = notebookKernelName(notebook, options.kernelName, where);
  const language = notebookLanguage(notebook, options.language, where);
  const declared = await inferParameters(notebook, findTranslator(kernelName, language), language, logger);
  return { hasParametersCell: true, parameters: new Map((declared ?? []).map((info) => [info.name, info])) };
}

/** The help page of a notebook, in papermill's layout, without the usage line. */
export function notebookHelp(path: string, inspection: NotebookInspection): string {
  const heading = `\nParameters inferred for notebook '${path}':\n`;
  if (!inspection.hasParametersCell) return `${heading}\n  No cell tagged 'parameters'\n`;
  if (inspection.parameters.size === 0)
    return `${heading}\n  Can't infer anything about this notebook's parameters. It may not have any parameter defined.\n`;
  return heading + [...inspection.parameters.values()].map(helpLine).join("");
}

// Short definitions have their help beside them, from column 34 on, longer ones below.
function helpLine(info: ParameterInfo): string {
  const type = info.inferredTypeName === "None" ? "Unknown type" : info.inferredTypeName;
  const definition = `  ${info.name}: ${type}${info.required ? "" : ` (default ${info.default})`}`;
  if (definition.length <= 30) return `${definition.padEnd(34)}${info.help}\n`;
  return info.help === "" ? `${definition}\n` : `${definition}\n${" ".repeat(34)}${info.help}\n`;
}
