/** Listens for SIGINT and SIGTERM until it is closed. */
export interface StopSignals {
  readonly signal: AbortSignal;
  /** Exit code for the signal that came; `undefined` if none did. */
  exitCode(): number | undefined;
  close(): void;
}

/** The first signal stops the work in order: files stay whole, kernels end. A second one ends the process at once. */
export function stopSignals(): StopSignals {
  const stop = new AbortController();
  let code: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    code = signal === "SIGTERM" ? 143 : 130;
    // The exit handler of the kernels' process groups still runs.
    if (stop.signal.aborted) process.exit(code);
    stop.abort(signal);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: stop.signal,
    exitCode: () => code,
    close: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
