const POLL_MS = 1000;

/** Calls `onGone` once when the process that started this one has ended, as ipykernel does for JPY_PARENT_PID. */
export function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  if (parent <= 1) return; // started by init or as a container's first child: there is no parent to lose
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, POLL_MS);
  timer.unref();
}
