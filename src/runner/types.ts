import type { Writable } from "node:stream";
import type { Logger } from "./log.js";
import type { Parameters } from "./parameters/value.js";
import type { KernelPool } from "./pool/kernel-pool.js";
import type { ProgressTarget } from "./progress-bar.js";
import type { RunObserver } from "./run-observer.js";
import type { CellSelection } from "./selection/select-cells.js";

/** Options of `executeNotebook`; names and defaults are papermill's. */
export interface ExecuteNotebookOptions {
  /** Values for the notebook's parameters. A map keeps the order, big integers and floats such as `1.0` exact. */
  readonly parameters?: Parameters | Readonly<Record<string, unknown>>;
  /** Refuse unknown names and wrong types. Default: where the language's declarations say enough (TypeScript). */
  readonly strict?: boolean;
  /** Default `nbclient`. */
  readonly engineName?: string;
  /** Options of the engine's own, for an engine of a plug-in: what papermill's `**engine_kwargs` are. */
  readonly engineOptions?: Readonly<Record<string, unknown>>;
  /** Save at the start and end of each cell. Default true. */
  readonly requestSaveOnCellExecute?: boolean;
  /** Seconds between saves inside a long cell; 0 = none. Default 30. */
  readonly autosaveCellEvery?: number;
  /** Inject parameters, run nothing. */
  readonly prepareOnly?: boolean;
  readonly kernelName?: string;
  readonly language?: string;
  /** Default true: on standard error. */
  readonly progressBar?: boolean | ProgressTarget;
  readonly logOutput?: boolean;
  readonly stdoutFile?: Writable;
  readonly stderrFile?: Writable;
  /** Seconds until the kernel must have answered. Default 60. */
  readonly startTimeout?: number;
  /** Seconds per cell; 0 or absent = no limit. */
  readonly executionTimeout?: number;
  /** Seconds to wait after the last cell for what threads of earlier cells still print. Default 0. */
  readonly lateOutput?: number;
  /** Hide the sources of all code cells. */
  readonly reportMode?: boolean;
  /** Working directory of the kernel; paths of notebooks do not move with it. */
  readonly cwd?: string;
  /** Run only some cells; the others stay `pending` and lose their outputs. */
  readonly select?: CellSelection;
  /** Text parameters whose values reach the kernel only: everywhere else they are `***`. */
  readonly secrets?: ReadonlyMap<string, string> | Readonly<Record<string, string>>;
  /** Run nothing if the output is the complete, unedited result of the same run; record what a later run needs for that. */
  readonly resume?: boolean;
  /** Files that the notebook reads: `resume` runs it again when their bytes change. */
  readonly resumeInputs?: readonly string[];
  /** Leave records and times out of the file of a run that completed. */
  readonly cleanMetadata?: boolean;
  /** Give all cells ids that follow from their type and source. */
  readonly deterministicIds?: boolean;
  /** Where kernels come from that were started ahead. */
  readonly kernelPool?: KernelPool;
  /** Told of each step. */
  readonly observer?: RunObserver;
  readonly logger?: Logger;
  readonly signal?: AbortSignal;
}

export const EXECUTE_OPTION_NAMES: readonly (keyof ExecuteNotebookOptions)[] = [
  "parameters",
  "strict",
  "engineName",
  "engineOptions",
  "requestSaveOnCellExecute",
  "autosaveCellEvery",
  "prepareOnly",
  "kernelName",
  "language",
  "progressBar",
  "logOutput",
  "stdoutFile",
  "stderrFile",
  "startTimeout",
  "executionTimeout",
  "lateOutput",
  "reportMode",
  "cwd",
  "select",
  "secrets",
  "resume",
  "resumeInputs",
  "cleanMetadata",
  "deterministicIds",
  "kernelPool",
  "observer",
  "logger",
  "signal",
];
