import type { Writable } from "node:stream";
import type { NotebookExecutionManager } from "../execution-manager.js";

/** What an engine gets beside the manager. */
export interface EngineOptions {
  readonly kernelName: string;
  /** Working directory of the kernel. */
  readonly cwd?: string;
  readonly startTimeout: number;
  /** Seconds per cell; absent = no limit. */
  readonly executionTimeout?: number;
  readonly logOutput: boolean;
  readonly stdoutFile?: Writable;
  readonly stderrFile?: Writable;
  readonly signal?: AbortSignal;
}

/** Runs the cells of a managed notebook. It tells the manager of each step and throws only when it cannot go on. */
export interface Engine {
  execute(manager: NotebookExecutionManager, options: EngineOptions): Promise<void>;
}
