import { fromPlainError, isCellmillError, type PlainError, TaskError, toPlainError } from "../core/index.js";
import type { OpTable, Task, TaskContext } from "./types.js";

/** A task as it reaches a worker. */
export type ServedTask = Task;

/** What a worker sends back: errors travel as plain data, so that their tags survive the thread border. */
export type TaskOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: PlainError };

/** A handler that runs tasks of the closed table `ops`; a worker file exports it (as `run`) and nothing else. */
export function serveOps(ops: OpTable): (task: ServedTask) => Promise<TaskOutcome> {
  return async (task) => {
    // A thread is ended when its task is aborted, so the signal inside it never fires.
    const context: TaskContext = { signal: new AbortController().signal };
    try {
      return { ok: true, value: await runOp(ops, task, context) };
    } catch (error) {
      return { ok: false, error: toPlainError(error) };
    }
  };
}

/** The result of the task's op; an op that is not in the table is a `TaskError` that names it. */
export async function runOp(ops: OpTable, task: Task, context: TaskContext): Promise<unknown> {
  const op = Object.hasOwn(ops, task.op) ? ops[task.op] : undefined;
  if (op === undefined) {
    throw new TaskError({
      what: `unknown op ${JSON.stringify(task.op)}`,
      hint: `Known ops: ${Object.keys(ops).sort().join(", ")}`,
    });
  }
  return await op(task.args as never, context);
}

/** The error of a failed task for the submitter: ours as it was thrown, any other wrapped in a `TaskError`. */
export function taskFailure(op: string, plain: PlainError): Error {
  const error = fromPlainError(plain);
  if (isCellmillError(error)) return error;
  return new TaskError({ what: `op ${op} failed: ${plain.name}: ${plain.message}`, cause: error });
}
