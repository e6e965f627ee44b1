import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { KernelCommand, StartedProcess } from "./kernel-command.js";
import { guardProcessGroup } from "./process-group.js";

/** Starts a process that runs the command; rejects if it cannot be started. */
export async function spawnKernel(
  { argv, cwd, env }: KernelCommand,
  onOutput: (text: string) => void,
): Promise<StartedProcess> {
  const child = spawn(argv[0] as string, argv.slice(1), {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  // Absent if it could not be started.
  if (child.pid !== undefined) guardProcessGroup(child.pid);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const streams = [child.stdout, child.stderr] as Socket[];
  for (const stream of streams) stream.setEncoding("utf8").on("data", onOutput);
  // A process that left the kernel's group may hold them open for as long as it likes.
  child.once("exit", () => {
    for (const stream of streams) stream.unref();
  });
  return {
    pid: child.pid as number,
    exited: new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
    }),
  };
}
