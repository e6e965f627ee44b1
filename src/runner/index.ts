export { type ApplyParametersOptions, applyParameters } from "./apply-parameters.js";
export {
  type BatchListener,
  type BatchOptions,
  type BatchRequest,
  type BatchResult,
  type BatchRun,
  BatchState,
  batchSummary,
  checkSummary,
  expandGrid,
  type Grid,
  LiveTable,
  parameterSetsFromYaml,
  parseGridOption,
  planBatch,
  type RunRow,
  type RunStatus,
  runBatch,
  summaryPaths,
  type TableTarget,
  writeSummary,
} from "./batch/index.js";
export type { Engine, EngineFeature, EngineOptions, StartSession } from "./engine/engine.js";
export { parseContent } from "./engine/kernel-engine.js";
export { findEngine, registerEngine } from "./engine/registry.js";
export { type CellFailure, DeadKernelError, failureText, NotebookExecutionError, stripColors } from "./errors.js";
export { executeNotebook } from "./execute-notebook.js";
export { type ExecutionManagerOptions, NotebookExecutionManager, type RunEnd } from "./execution-manager.js";
export { parameterTable } from "./inspect/check-parameters.js";
export type { ParameterInfo } from "./inspect/parameter-info.js";
export type { ObjectField, ParameterType, TupleElement } from "./inspect/parameter-type.js";
export {
  type InspectNotebookOptions,
  inspectNotebook,
  type NotebookInspection,
  notebookHelp,
} from "./inspect-notebook.js";
export type {
  KeptBytes,
  NotebookHandler,
  NotebookIoOptions,
  NotebookOutput,
  TextPieces,
  VersionPieces,
} from "./io/handler.js";
export { readText, registerNotebookHandler, writeText } from "./io/registry.js";
export { LiveServer } from "./live/index.js";
export { LOG_LEVELS, type Logger, type LogLevel, levelLogger, silentLogger } from "./log.js";
export { notebookLanguage } from "./notebook-language.js";
export type { DisplayIds } from "./output-area.js";
export { coerceParameter } from "./parameters/coerce.js";
export type { ParameterPlaces } from "./parameters/parameter-places.js";
export { formatPath, pathValues } from "./parameters/path-template.js";
export type { TemplateValue } from "./parameters/path-template-types.js";
export type { ParameterKey, ParameterMap, Parameters, ParameterValue } from "./parameters/value.js";
export { toParameters } from "./parameters/value.js";
export { parametersFromYaml } from "./parameters/yaml.js";
export { loadPlugins, type Plugin, type PluginHost } from "./plugins.js";
export { KernelPool, type KernelPoolOptions } from "./pool/kernel-pool.js";
export type { ProgressTarget } from "./progress-bar.js";
export { type CellEnd, isSkipped, type RunCellOptions, runCell } from "./run-cell.js";
export type { CellOutcome, RunObserver } from "./run-observer.js";
export { recordScraps, scrapOutput } from "./scraps/record-scraps.js";
export { readScrapbook, type ScrapbookEntry, scrapbookRows } from "./scraps/scrapbook.js";
export { readScraps, type Scrap } from "./scraps/scraps.js";
export { readSecret, SECRET_MASK } from "./secrets/index.js";
export type { CellSelection } from "./selection/select-cells.js";
export { cleanMetadata } from "./tidy/clean-metadata.js";
export { setDeterministicIds } from "./tidy/deterministic-ids.js";
export { findTranslator, registerTranslator } from "./translators/registry.js";
export type { Translator } from "./translators/translator.js";
export type { ExecuteNotebookOptions } from "./types.js";
