import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Arguments of Node that run the built command line. */
export function cliArguments(...args: string[]): string[] {
  if (!existsSync(CLI)) throw new Error('the CLI is not built: run "npm run build" first');
  return [CLI, ...args];
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Runs the built command line to its end. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<CliResult> {
  const child = spawn(process.execPath, cliArguments(...args), { stdio: ["ignore", "ignore", "pipe"], env });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal, stderr })));
}

interface ProcessState {
  readonly pid: number;
  readonly group: number;
  readonly command: string;
}

/** All processes that are alive. */
export function processes(): ProcessState[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        const [state = "", , group = ""] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
        return state === "Z" || state === "X" ? [] : [{ pid: Number(name), group: Number(group), command }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/**
 * Command lines of the processes that began with the variable (`NAME=value`): a run's whole family, since children inherit
 * it. Waits up to 5 s for what was killed to be gone.
 */
export async function leftWith(variable: string): Promise<string[]> {
  const left = (): string[] =>
    processes()
      .filter(({ pid }) => variablesOf(pid).includes(variable))
      .map(({ command }) => command);
  for (let waited = 0; waited < 5_000 && left().length > 0; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return left();
}

function variablesOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return []; // it has ended meanwhile
  }
}
