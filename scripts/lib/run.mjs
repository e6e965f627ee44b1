// Runs a command with its output shown; the promise settles with the exit code.
import { spawn } from "node:child_process";

export const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** Exit code of the command; `quiet` keeps its output unless it fails. */
export function run(command, args, { quiet = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    });
    const kept = [];
    child.stdout?.on("data", (chunk) => kept.push(chunk));
    child.stderr?.on("data", (chunk) => kept.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const exit = code ?? (signal === "SIGINT" ? 130 : 143);
      if (quiet && exit !== 0) process.stderr.write(Buffer.concat(kept));
      resolve(exit);
    });
  });
}

/** Runs a named step, says what it does and how long it took, and stops the program if it fails. */
export async function step(label, command, args, options) {
  const began = performance.now();
  process.stderr.write(`▸ ${label}\n`);
  const code = await run(command, args, options);
  if (code !== 0) {
    process.stderr.write(`✖ ${label} failed (exit ${code}): ${command} ${args.join(" ")}\n`);
    process.exit(code);
  }
  process.stderr.write(`✔ ${label} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
}
