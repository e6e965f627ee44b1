import { createRequire } from "node:module";
import { Piscina } from "piscina";
import { AbortError, formatByteSize, TaskError, throwIfAborted } from "../core/index.js";
import { type TaskOutcome, taskFailure } from "./serve-ops.js";
import { taskSizeBytes } from "./task-size.js";
import type { Executor, SubmitOptions, Task } from "./types.js";

export interface ThreadExecutorOptions {
  /** Threads, all started at once. */
  readonly threads: number;
  /** Decoded stripes that the submitting side may keep, in bytes. */
  readonly cacheBytes?: number;
  /** A task whose own data (shared buffers not counted) is larger gives one warning. */
  readonly taskWarnBytes?: number;
  /** The worker file; exports `run = serveOps(ops)`. Default: the package's own. */
  readonly workerFile?: string;
}

/** Runs tasks on worker threads. Idle threads do not keep the process alive, so a forgotten pool ends with it. */
export class ThreadExecutor implements Executor {
  readonly parallelism: number;
  readonly cacheBytes?: number;
  readonly #pool: Piscina;
  readonly #taskWarnBytes: number;
  #warned = false;
  #closed = false;
  #running = 0;
  #completed = 0;

  constructor(options: ThreadExecutorOptions) {
    this.parallelism = options.threads;
    if (options.cacheBytes !== undefined) this.cacheBytes = options.cacheBytes;
    this.#taskWarnBytes = options.taskWarnBytes ?? Number.POSITIVE_INFINITY;
    this.#pool = new Piscina({
      filename: options.workerFile ?? createRequire(import.meta.url).resolve("#worker"),
      name: "run",
      minThreads: options.threads,
      maxThreads: options.threads,
      concurrentTasksPerWorker: 1,
      // A worker that waits in Atomics.wait would let its open connections go stale between passes.
      atomics: "disabled",
      // Flags of the host (a notebook kernel, a test runner) are not for workers.
      execArgv: [],
    });
    // A thread that dies rejects its task, and piscina replaces it; without a listener the event would end the process.
    this.#pool.on("error", () => undefined);
  }

  /** Tasks that wait or run, and tasks done so far. */
  get load(): { readonly pending: number; readonly completed: number } {
    return { pending: this.#running, completed: this.#completed };
  }

  async submit<T>(task: Task, options: SubmitOptions = {}): Promise<T> {
    if (this.#closed) throw new TaskError({ what: "the executor is closed", where: `op ${task.op}` });
    throwIfAborted(options.signal, `op ${task.op}`);
    this.#warnIfLarge(task);
    this.#running++;
    let outcome: TaskOutcome;
    try {
      outcome = (await this.#pool.run(
        task,
        options.signal === undefined ? {} : { signal: options.signal },
      )) as TaskOutcome;
    } catch (error) {
      throw this.#poolFailure(task.op, error, options.signal);
    } finally {
      this.#running--;
    }
    this.#completed++;
    if (outcome.ok) return outcome.value as T;
    throw taskFailure(task.op, outcome.error);
  }

  /** Ends all threads; what waits or runs rejects with an `AbortError`. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#pool.destroy();
  }

  #poolFailure(op: string, error: unknown, signal: AbortSignal | undefined): Error {
    if (signal?.aborted) return new AbortError({ what: `op ${op} was cancelled`, cause: signal.reason });
    if (this.#closed)
      return new AbortError({ what: `op ${op} was cancelled`, cause: new Error("the executor was closed") });
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && error.name === "DataCloneError") {
      return new TaskError({
        what: `the arguments or result cannot cross a thread: ${message}`,
        where: `op ${op}`,
        cause: error,
      });
    }
    return new TaskError({ what: `op ${op} lost its worker: ${message}`, cause: error });
  }

  #warnIfLarge(task: Task): void {
    if (this.#warned || this.#taskWarnBytes === Number.POSITIVE_INFINITY) return;
    const size = taskSizeBytes(task.args);
    if (size <= this.#taskWarnBytes) return;
    this.#warned = true;
    console.warn(
      `Sending a large task of ${formatByteSize(size)} (op ${task.op}); data that many tasks need belongs in shared buffers.`,
    );
  }
}
