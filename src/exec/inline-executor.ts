import { AbortError, fromPlainError, isCellmillError, TaskError, throwIfAborted, toPlainError } from "../core/index.js";
import { runOp, taskFailure } from "./serve-ops.js";
import type { Executor, OpTable, SubmitOptions, Task } from "./types.js";

/**
 * Runs tasks one after another in this thread. Arguments and results are cloned as between threads (SharedArrayBuffers
 * stay shared), so that a task that could not cross a thread fails here too.
 */
export class InlineExecutor implements Executor {
  readonly parallelism: number = 1;
  readonly #ops: OpTable;
  readonly #closing = new AbortController();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(ops: OpTable) {
    this.#ops = ops;
  }

  async submit<T>(task: Task, options: SubmitOptions = {}): Promise<T> {
    if (this.#closing.signal.aborted) throw new TaskError({ what: "the executor is closed", where: `op ${task.op}` });
    throwIfAborted(options.signal, `op ${task.op}`);
    const copy: Task = { op: task.op, args: clone(task.args, task.op, "arguments") };
    const signals = [this.#closing.signal];
    if (options.signal !== undefined) signals.push(options.signal);
    const signal = AbortSignal.any(signals);
    const turn = this.#tail.then(async () => {
      throwIfAborted(signal, `op ${task.op}`);
      return await runOp(this.#ops, copy, { signal });
    });
    this.#tail = turn.catch(() => undefined);
    const value = await orAborted(turn, signal, task.op).catch((error: unknown) => {
      if (isCellmillError(error)) throw fromPlainError(toPlainError(error));
      throw taskFailure(task.op, toPlainError(error));
    });
    return clone(value, task.op, "result") as T;
  }

  /** Cancels what waits or runs; those submits reject with an `AbortError`. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("the executor was closed"));
    await this.#tail;
  }
}

function clone(value: unknown, op: string, what: string): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new TaskError({
      what: `the ${what} cannot cross a thread: ${(cause as Error).message}`,
      where: `op ${op}`,
      cause,
    });
  }
}

/** The work's outcome, or an `AbortError` at once when the signal fires: the caller never waits for a stuck op. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal, op: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new AbortError({ what: `op ${op} was cancelled`, cause: signal.reason }));
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
