import { isIpykernel } from "./kernel-process.js";
import type { KernelSpec } from "./kernelspecs.js";

/**
 * Run before the first cell, in names of its own.
 *
 * ZeroMQ keeps 1,000 messages for a subscriber that does not take them in time and drops what comes beyond without a word,
 * on a busy machine even of a cell that only prints. 23 is ZMQ_SNDHWM, 0 no limit; the socket is the thread's own, so the
 * thread does it.
 *
 * At its end a kernel tells its children to end and waits for them for half a minute, before all that the notebook wants done
 * at the exit; a client kills it after some seconds. So it must wait neither for zombies, which stay as long as nobody asks
 * for their exit code, nor for long for children that stay or that a pool starts anew: those end with the group.
 *
 * Its control thread still flushes what was printed after it told the main thread to end, and if the main thread ends the
 * publishing thread first, waits ten seconds for an answer that cannot come. So the main thread ends after the control thread.
 *
 * Before the process ends Python visits all objects several times: more than half of the processor time of a forked kernel that
 * does little. Those that are there at the start, IPython and its like, are left out of it, and of all collections before.
 */
const CODE = `
import gc
import time
thread = getattr(kernel, "iopub_thread", None)
if thread:
    thread.schedule(lambda: thread.socket.setsockopt(23, 0))
children = getattr(kernel, "_process_children", None)
looks = []
def is_alive(child):
    try:
        return child.status() != "zombie"
    except Exception:
        return False
def living_children():
    looks.append(time.monotonic())
    return list(filter(is_alive, children())) if looks[-1] - looks[0] < 1 else []
if children:
    kernel._process_children = living_children
control = getattr(kernel, "control_thread", None)
do_shutdown = kernel.do_shutdown
def shut_down_in_order(restart):
    stop = kernel.io_loop.stop
    def stop_after_control():
        control.join(1)
        stop()
    kernel.io_loop.stop = stop_after_control
    return do_shutdown(restart)
if control:
    kernel.do_shutdown = shut_down_in_order
gc.freeze()
`;

/** What to add to the command of a kernel that runs a notebook by itself. */
export function headlessArguments(spec: KernelSpec): string[] {
  if (!isIpykernel(spec)) return [];
  return [
    // A headless run must not write into the user's history.
    "--HistoryManager.hist_file=:memory:",
    `--IPKernelApp.code_to_run=exec(${JSON.stringify(CODE)}, {"kernel": get_ipython().kernel});`,
  ];
}
