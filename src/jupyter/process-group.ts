/** Leaders of process groups that must not outlive this process. */
const groups = new Set<number>();
let hooked = false;

/** Has the group killed when this process exits for whatever reason it can still act on. */
export function guardProcessGroup(pid: number): void {
  groups.add(pid);
  if (hooked) return;
  hooked = true;
  process.on("exit", () => {
    for (const leader of groups) signalGroup(leader, "SIGKILL");
  });
}

export function releaseProcessGroup(pid: number): void {
  groups.delete(pid);
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
