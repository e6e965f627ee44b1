import { setMaxListeners } from "node:events";
import { OptionError } from "../../core/index.js";
import { executeNotebook } from "../execute-notebook.js";
import { makeFolder } from "../io/make-folder.js";
import { type Logger, silentLogger } from "../log.js";
import { withPlaces } from "../parameters/parameter-places.js";
import { KernelPool } from "../pool/kernel-pool.js";
import type { ExecuteNotebookOptions } from "../types.js";
import { BatchState, type RunRow } from "./batch-state.js";
import type { BatchRun } from "./plan-batch.js";
import { interruptedCode } from "./run-outcome.js";

/** Options of `runBatch`: those of `executeNotebook` hold for every run, and those of the batch. */
export interface BatchOptions
  extends Omit<ExecuteNotebookOptions, "parameters" | "progressBar" | "observer" | "kernelPool" | "logger"> {
  /** Most notebooks that run at once. Default 1. */
  readonly jobs?: number;
  /** Kernels that are started ahead of their notebooks. Default half of `jobs`, rounded up; 0 = none. */
  readonly warmKernels?: number;
  /** Begin no further run once one has not completed. Default false. */
  readonly failFast?: boolean;
  /** The logger of a run. Default: nothing is logged. */
  readonly loggerFor?: (run: BatchRun) => Logger;
  /** Where the state is kept; give one to follow it. */
  readonly state?: BatchState;
}

/** How a batch ended: a row for each run, in the order of the plan. */
export interface BatchResult {
  readonly rows: readonly RunRow[];
  /** The highest exit code of the runs; 0 if all completed. */
  readonly exitCode: number;
  /** Errors by the run's index, for the runs that did not complete. */
  readonly errors: ReadonlyMap<number, unknown>;
  /** How many kernels were ready when their notebook's turn came. */
  readonly warmStarts: number;
}

/**
 * Runs all notebooks of a batch, `jobs` at once, each in a kernel of its own. Nothing that a run does is thrown: the
 * result says how each ended. The signal stops all: running notebooks end with truthful files, the others never begin.
 * @example await runBatch(planBatch({ inputs: ["qc.ipynb"], output: "out/{tissue}.ipynb", parameterSets }), { jobs: 4 })
 */
export async function runBatch(runs: readonly BatchRun[], options: BatchOptions = {}): Promise<BatchResult> {
  const { jobs = 1, warmKernels = Math.ceil(jobs / 2), failFast = false, loggerFor, state, ...execute } = options;
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new OptionError({ what: "option jobs", expected: "a whole number from 1 on", got: String(jobs) });
  const follow = state ?? new BatchState(runs, jobs);
  const { signal } = options;
  // Every run listens to the signal.
  if (signal !== undefined) setMaxListeners(0, signal);
  let next = 0;
  const pool = new KernelPool({ size: warmKernels, demand: () => (stopped() ? 0 : runs.length - next) });
  const errors = new Map<number, unknown>();
  const stopped = (): boolean => signal?.aborted === true || (failFast && errors.size > 0);
  const work = async (): Promise<void> => {
    while (next < runs.length) {
      const index = next++;
      const run = runs[index] as BatchRun;
      if (stopped()) {
        follow.skip(index, signal?.aborted ? interruptedCode(signal.reason) : 0);
        continue;
      }
      const { error } = await follow.follow(index, async (observer) => {
        // Templates such as `out/{tissue}/qc.ipynb` would need many.
        await makeFolder(run.output);
        await executeNotebook(literalPath(run.input), literalPath(run.output), {
          ...execute,
          parameters: run.parameters,
          progressBar: false,
          observer,
          kernelPool: pool,
          logger: loggerFor?.(run) ?? silentLogger,
        }).catch((error: unknown) => {
          throw withPlaces(error, run.places ?? new Map());
        });
      });
      if (error !== undefined) errors.set(index, error);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, runs.length) }, work));
  } finally {
    await pool.close();
  }
  return { rows: follow.rows, exitCode: follow.exitCode, errors, warmStarts: pool.warmStarts };
}

// The plan has filled in the template already.
function literalPath(path: string): string {
  return path.replaceAll("{", "{{").replaceAll("}", "}}");
}
