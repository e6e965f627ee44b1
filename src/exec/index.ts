export { availableMemoryBytes } from "./available-memory.js";
export { InlineExecutor } from "./inline-executor.js";
export { LocalCluster, type LocalClusterOptions } from "./local-cluster.js";
export { type ServedTask, serveOps, type TaskOutcome } from "./serve-ops.js";
export { ThreadExecutor, type ThreadExecutorOptions } from "./thread-executor.js";
export type { Executor, Op, OpTable, SubmitOptions, Task, TaskContext } from "./types.js";
