import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { AbortError, KernelError } from "../../core/index.js";
import { BUILTIN_KERNEL, resolveKernelspec } from "../../jupyter/kernelspecs.js";

/** What the compiler finds wrong with a cell. Line and character count from 1; code 0 is no TypeScript error. */
export interface CellFinding {
  readonly line: number;
  readonly character: number;
  readonly code: number;
  readonly message: string;
  readonly file?: string;
}

export interface CellTypes {
  readonly findings: readonly CellFinding[];
  readonly declares: readonly string[];
}

/** Megabytes for new objects: nearly all that the compiler makes stays, and copying it about costs a tenth of its time. */
const YOUNG_MEGABYTES = 64;

/** A compiler that was started before it was known what it is to check. */
let spare: ChildProcess | undefined;

/** Has a compiler load while others still find out what there is to check. It ends with this process if nobody takes it. */
export function warmTypeChecker(): void {
  try {
    spare ??= startCompiler();
  } catch {
    return; // who needs one is told
  }
  spare.unref();
  for (const stream of spare.stdio) (stream as { unref?(): void } | null)?.unref?.();
}

function startCompiler(): ChildProcess {
  const { argv } = resolveKernelspec(BUILTIN_KERNEL);
  const main = argv.find((argument) => argument.endsWith("main.js")) ?? "";
  const program = join(dirname(main), "typecheck-main.js");
  if (!existsSync(program)) throw new KernelError({ what: "the kernel's type checker is missing", where: program });
  const flags = [`--max-semi-space-size=${YOUNG_MEGABYTES}`];
  // Node reads these first, 50 ms for the certificates of a system; a compiler asks nobody over the network.
  const { NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env;
  const child = spawn(process.execPath, [...flags, program], { env, stdio: ["pipe", "pipe", "pipe"] });
  child.on("error", () => {}); // seen as the end of its output
  child.stdin?.on("error", () => {});
  return child;
}

function takeCompiler(): ChildProcess {
  const child = spare ?? startCompiler();
  spare = undefined;
  child.ref();
  for (const stream of child.stdio) (stream as { ref?(): void } | null)?.ref?.();
  return child;
}

/**
 * The kernel's compiler in a process of its own that works in `cwd`, where cells find their modules. The libraries are
 * loaded once for all notebooks of the folder.
 */
export class TypeChecker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => {
    this.#child.kill("SIGKILL");
  };
  #printed = "";

  constructor(cwd: string, signal?: AbortSignal) {
    this.#child = takeCompiler();
    this.#child.stdin?.write(`${JSON.stringify(cwd)}\n`);
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#printed = (this.#printed + text).slice(-4_000);
    });
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** What is found in each of the cells of one notebook. */
  async check(sources: readonly string[]): Promise<CellTypes[]> {
    this.#child.stdin?.write(`${JSON.stringify(sources)}\n`);
    const { value, done } = await this.#lines.next();
    if (this.#signal?.aborted) throw new AbortError({ what: "the check was interrupted", cause: this.#signal.reason });
    if (done) throw new KernelError({ what: "the type checker ended", got: this.#printed.trim() || "nothing printed" });
    return JSON.parse(value as string) as CellTypes[];
  }

  close(): void {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#child.kill("SIGKILL");
  }
}
