export { applyParameters } from "./apply-parameters.js";
export type { Engine, EngineOptions } from "./engine/engine.js";
export { parseContent } from "./engine/kernel-engine.js";
export { findEngine, registerEngine } from "./engine/registry.js";
export { type CellFailure, DeadKernelError, failureText, NotebookExecutionError, stripColors } from "./errors.js";
export { executeNotebook } from "./execute-notebook.js";
export { NotebookExecutionManager, type RunEnd } from "./execution-manager.js";
export { parameterTable } from "./inspect/check-parameters.js";
export type { ParameterInfo } from "./inspect/parameter-info.js";
export type { ParameterType } from "./inspect/parameter-type.js";
export {
  type InspectNotebookOptions,
  inspectNotebook,
  type NotebookInspection,
  notebookHelp,
} from "./inspect-notebook.js";
export type { NotebookHandler, NotebookIoOptions } from "./io/handler.js";
export { readText, registerNotebookHandler, writeText } from "./io/registry.js";
export { LOG_LEVELS, type Logger, type LogLevel, levelLogger, silentLogger } from "./log.js";
export { notebookLanguage } from "./notebook-language.js";
export type { DisplayIds } from "./output-area.js";
export { coerceParameter } from "./parameters/coerce.js";
export { formatPath, pathValues } from "./parameters/path-template.js";
export type { ParameterKey, ParameterMap, Parameters, ParameterValue } from "./parameters/value.js";
export { toParameters } from "./parameters/value.js";
export { parametersFromYaml } from "./parameters/yaml.js";
export type { ProgressTarget } from "./progress-bar.js";
export { type CellEnd, isSkipped, type RunCellOptions, runCell } from "./run-cell.js";
export { findTranslator, registerTranslator } from "./translators/registry.js";
export type { Translator } from "./translators/translator.js";
export type { ExecuteNotebookOptions } from "./types.js";
