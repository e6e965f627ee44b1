import { isIpykernel } from "./kernel-process.js";
import type { KernelSpec } from "./kernelspecs.js";

/**
 * Lifts the limit of 1,000 messages that ZeroMQ keeps for a subscriber that does not take them in time: what comes
 * beyond is dropped without a word, on a busy machine even of a cell that only prints. 23 is ZMQ_SNDHWM; the socket is
 * the thread's own, so the thread does it. One expression, run before the first cell, that leaves no name behind.
 */
const KEEP_ALL_MESSAGES =
  "(lambda thread: thread and thread.schedule(lambda: thread.socket.setsockopt(23, 0)))" +
  "(getattr(get_ipython().kernel, 'iopub_thread', None));";

/** What to add to the command of a kernel that runs a notebook by itself. */
export function headlessArguments(spec: KernelSpec): string[] {
  if (!isIpykernel(spec)) return [];
  return [
    // A headless run must not write into the user's history.
    "--HistoryManager.hist_file=:memory:",
    `--IPKernelApp.code_to_run=${KEEP_ALL_MESSAGES}`,
  ];
}
