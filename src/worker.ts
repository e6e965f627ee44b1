import { type ServedTask, serveOps, type TaskOutcome } from "./exec/index.js";
import { ops } from "./ops.js";

/** What piscina calls in each worker thread. */
export const run: (task: ServedTask) => Promise<TaskOutcome> = serveOps(ops);
