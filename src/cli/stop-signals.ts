import { constants } from "node:os";

/** What asks a process to end: Ctrl-C, a supervisor, a terminal that is closed. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens for signals that ask the process to end until it is closed. */
export interface StopSignals {
  readonly signal: AbortSignal;
  /** Exit code for the signal that came, as shells have it (130 for SIGINT, 143 for SIGTERM); `undefined` if none did. */
  exitCode(): number | undefined;
  close(): void;
}

/** The first signal stops the work in order: files stay whole, kernels end. A second one ends the process at once. */
export function stopSignals(): StopSignals {
  const stop = new AbortController();
  let code: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    code = 128 + constants.signals[signal];
    // The exit handlers still kill the kernels' process groups and remove temporary files.
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
