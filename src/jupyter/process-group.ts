import { atExit } from "../core/exit-cleanup.js";

/** How to let go of the groups that must not outlive this process, by leader. */
const guards = new Map<number, () => void>();

/** Has the group killed when this process exits for whatever reason it can still act on. */
export function guardProcessGroup(pid: number): void {
  guards.set(
    pid,
    atExit(() => signalGroup(pid, "SIGKILL")),
  );
}

export function releaseProcessGroup(pid: number): void {
  guards.get(pid)?.();
  guards.delete(pid);
}

/** Sends a signal to all processes of the group; false if none is left. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}
