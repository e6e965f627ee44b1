import { constants } from "node:os";
import { isatty } from "node:tty";

/** What asks a process to end: Ctrl-C, a supervisor, a terminal that is closed. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens for signals that ask the process to end until it is closed. */
export interface StopSignals {
  readonly signal: AbortSignal;
  /** Exit code for the signal that came, as shells have it (130 for SIGINT, 143 for SIGTERM); `undefined` if none did. */
  exitCode(): number | undefined;
  close(): void;
}

/**
 * Ends the process as the signal would have, which shells take for 129. In an exit of its own, Node puts the terminal back as it
 * was, and crashes if that is gone.
 */
function endBySignal(): void {
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

/** The first signal stops the work in order: files stay whole, kernels end. A second one ends the process at once. */
export function stopSignals(): StopSignals {
  const stop = new AbortController();
  const onTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  let code: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    code = 128 + constants.signals[signal];
    // The exit handlers still kill the kernels' process groups and remove temporary files.
    if (signal === "SIGHUP" && onTerminal) process.once("exit", endBySignal);
    if (stop.signal.aborted) process.exit(code);
    stop.abort(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return {
    signal: stop.signal,
    exitCode: () => code,
    close: () => {
      for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    },
  };
}
