/** A piece of work as data: the name of an op in the closed table and its structured-clone-safe arguments. */
export interface Task {
  readonly op: string;
  readonly args: unknown;
}

export interface SubmitOptions {
  /** Not started: the task is dropped. Running: its thread is ended and replaced. Rejects with an `AbortError`. */
  readonly signal?: AbortSignal;
}

/** What an op gets beside its arguments. */
export interface TaskContext {
  readonly signal: AbortSignal;
}

/** An op of the closed table: plain arguments in, structured-clone-safe result out. */
export type Op = (args: never, context: TaskContext) => unknown;

/** The closed table of ops that workers can run. No code travels: a task only names an entry. */
export type OpTable = Readonly<Record<string, Op>>;

/** Runs tasks: inline, on threads, or on machines. All implementations pass `test/contracts/executor.ts`. */
export interface Executor {
  /** How many tasks run at the same time at most. */
  readonly parallelism: number;
  /** How many bytes of decoded stripes the submitting side may keep between passes; undefined: its own default. */
  readonly cacheBytes?: number;
  /** The op's result. SharedArrayBuffers in arguments and results stay shared between threads. */
  submit<T>(task: Task, options?: SubmitOptions): Promise<T>;
  close(): Promise<void>;
}
