import type { Writable } from "node:stream";
import type { KernelSession, KernelSpec, StartSessionOptions } from "../../jupyter/index.js";
import type { Cell, CodeCell } from "../../nbformat/index.js";
import type { NotebookExecutionManager } from "../execution-manager.js";

/** What an engine gets beside the manager. */
export interface EngineOptions {
  readonly kernelName: string;
  /** Working directory of the kernel. */
  readonly cwd?: string;
  readonly startTimeout: number;
  /** Seconds per cell; absent = no limit. */
  readonly executionTimeout?: number;
  /** Seconds to wait after the last cell for output of earlier ones; default 0. */
  readonly lateOutput?: number;
  readonly logOutput: boolean;
  readonly stdoutFile?: Writable;
  readonly stderrFile?: Writable;
  readonly signal?: AbortSignal;
  /** What the caller gave for this engine; papermill's `**engine_kwargs`. */
  readonly engineOptions?: Readonly<Record<string, unknown>>;
  /** Cells that must not be sent to the kernel. */
  readonly leftOut?: ReadonlySet<Cell>;
  /** Cells whose outputs an earlier run has; they are taken over instead of run. */
  readonly reuse?: ReadonlyMap<Cell, CodeCell>;
  /** Starts the kernel, where it is not to be started in the plain way. */
  readonly startSession?: StartSession;
}

/** Starts the kernel of a spec and resolves once it has answered. */
export type StartSession = (spec: KernelSpec, options: StartSessionOptions) => Promise<KernelSession>;

/** Options that an engine must know of to obey them; each is named as in `EngineOptions`. */
export type EngineFeature = "leftOut" | "reuse" | "startSession";

/** Runs the cells of a managed notebook. It tells the manager of each step and throws only when it cannot go on. */
export interface Engine {
  /**
   * What the engine obeys. Without `leftOut` a selection of cells is refused, and without `startSession` secrets are,
   * because real values reach a kernel in no other way. Without `reuse` all cells are run. Default: nothing.
   */
  readonly supports?: readonly EngineFeature[];
  execute(manager: NotebookExecutionManager, options: EngineOptions): Promise<void>;
}
