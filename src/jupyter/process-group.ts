import { atExit } from "../core/exit-cleanup.js";
import { GroupWatchdog } from "./group-watchdog.js";

/** How to let go of the groups that must not outlive this process, by leader. */
const guards = new Map<number, () => void>();
/** For ends that this process cannot act on. */
const watchdog = process.platform === "win32" ? undefined : new GroupWatchdog();

/** Has the group killed when this process ends, for whatever reason. */
export function guardProcessGroup(pid: number): void {
  watchdog?.add(pid);
  guards.set(
    pid,
    atExit(() => signalGroup(pid, "SIGKILL")),
  );
}

export function releaseProcessGroup(pid: number): void {
  if (guards.has(pid)) watchdog?.remove(pid);
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
