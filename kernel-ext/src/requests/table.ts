import { complete } from "./complete.js";
import { inspect } from "./inspect.js";
import { isComplete } from "./is-complete.js";
import type { RequestHandler } from "./request-context.js";

/** The requests that are answered at once; execute_request is queued (execute.ts), the IO thread answers others. */
export const REQUESTS: ReadonlyMap<string, RequestHandler> = new Map<string, RequestHandler>([
  ["complete_request", complete],
  ["inspect_request", inspect],
  ["is_complete_request", isComplete],
  ["history_request", (content, { history }) => ({ status: "ok", history: history.query(content) })],
  ["comm_info_request", (content, { comms }) => ({ status: "ok", comms: comms.info(content["target_name"]) })],
]);
