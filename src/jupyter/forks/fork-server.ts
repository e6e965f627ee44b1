import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { KernelExit, StartedProcess } from "../kernel-command.js";
import { guardProcessGroup, releaseProcessGroup, signalGroup } from "../process-group.js";

const PROGRAM = fileURLToPath(new URL("./kernel_fork_server.py", import.meta.url));
/** An argument that is not read: a kernel's own command line takes its place, for `ps`. */
const ROOM = " ".repeat(2_000);
/** How long its imports may take; kernels are started plainly from then on. */
const READY_MS = 30_000;
/** How long one fork may take. */
const FORK_MS = 10_000;

export interface ForkRequest {
  /** Arguments of the kernel. */
  readonly arguments: readonly string[];
  /** The whole command line that a new process would have. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** Path of the socket for what the process itself prints. */
  readonly output: string;
}

/** What the program says; see there. */
interface Saying {
  readonly ready?: boolean;
  readonly id?: number;
  readonly pid?: number;
  readonly ended?: number;
  readonly code?: number | null;
  readonly signal?: number | null;
}

/** A process that has imported IPython's kernel and forks at each request. */
export class ForkServer {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  readonly #closed: Promise<void>;
  /** Requests without an answer yet. */
  readonly #asked = new Map<number, (started: StartedProcess | undefined) => void>();
  readonly #kernels = new Map<number, (exit: KernelExit) => void>();
  #usable = true;
  #closing = false;
  #lastId = 0;
  #becameReady = (): void => {};

  constructor(interpreter: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
    this.#ready = new Promise((resolve) => {
      this.#becameReady = resolve;
    });
    this.#child = spawn(interpreter[0] as string, [...interpreter.slice(1), PROGRAM, ROOM], {
      cwd,
      env,
      // As a kernel has them: its streams are made from these three before it is forked.
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      detached: true,
    });
    const { pid } = this.#child;
    if (pid !== undefined) guardProcessGroup(pid);
    this.#closed = new Promise((resolve) => {
      const ended = (): void => {
        if (pid !== undefined) releaseProcessGroup(pid);
        this.#end();
        resolve();
      };
      this.#child.once("close", ended);
      // It could not be started.
      this.#child.once("error", ended);
    });
    this.#child.unref();
    for (const stream of [this.#child.stdout, this.#child.stderr] as Socket[]) stream.resume().unref();
    this.#channel.on("error", () => {});
    createInterface({ input: this.#channel }).on("line", (line) => this.#hear(parse(line)));
    this.#whatNext();
  }

  /** A forked kernel, or `undefined` if it must be started in another way. */
  async fork(request: ForkRequest, signal?: AbortSignal): Promise<StartedProcess | undefined> {
    if (!this.#usable) return undefined;
    const id = ++this.#lastId;
    const answer = new Promise<StartedProcess | undefined>((resolve) => this.#asked.set(id, resolve));
    this.#whatNext();
    try {
      if (!(await this.#within(READY_MS, this.#ready, signal))) return undefined;
      this.#channel.write(`${JSON.stringify({ id, ...request })}\n`);
      if (!(await this.#within(FORK_MS, answer, undefined))) return undefined;
      return await answer;
    } finally {
      this.#asked.delete(id);
      this.#whatNext();
    }
  }

  /** Ends the process, once no kernel is left. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#usable = false;
    this.#child.ref();
    this.#whatNext();
    await this.#closed;
  }

  get #channel(): Socket {
    return this.#child.stdio[3] as Socket;
  }

  #hear(saying: Saying): void {
    if (saying.ready) this.#becameReady();
    if (saying.id !== undefined) this.#hearAnswer(saying.id, saying.pid);
    if (saying.ended !== undefined) {
      const signal = saying.signal == null ? null : signalName(saying.signal);
      this.#kernels.get(saying.ended)?.({ code: saying.code ?? null, signal });
      this.#kernels.delete(saying.ended);
    }
    this.#whatNext();
  }

  #hearAnswer(id: number, pid: number | undefined): void {
    const resolve = this.#asked.get(id);
    if (pid === undefined) {
      // It forks no more: packages have changed, or the system refuses.
      this.#usable = false;
      resolve?.(undefined);
    } else if (resolve === undefined) {
      signalGroup(pid, "SIGKILL"); // nobody waits for it any more
    } else {
      guardProcessGroup(pid);
      const exited = new Promise<KernelExit>((settle) => this.#kernels.set(pid, settle));
      resolve({ pid, exited });
    }
  }

  /** True once the promise has settled; false, and the end of its use, if it does not in time. */
  async #within(ms: number, promise: Promise<unknown>, signal: AbortSignal | undefined): Promise<boolean> {
    let stop = (): void => {};
    const given = new Promise<false>((resolve) => {
      const giveUp = (): void => resolve(false);
      const timer = setTimeout(() => {
        this.#usable = false;
        giveUp();
      }, ms);
      signal?.addEventListener("abort", giveUp, { once: true });
      if (signal?.aborted) giveUp();
      stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", giveUp);
      };
    });
    const settled = await Promise.race([promise.then(() => true), given]);
    stop();
    return settled;
  }

  /** It has ended. Its kernels end with it, by themselves; what they have started does not. */
  #end(): void {
    this.#usable = false;
    this.#becameReady();
    for (const resolve of this.#asked.values()) resolve(undefined);
    for (const [pid, settle] of this.#kernels) {
      signalGroup(pid, "SIGKILL");
      settle({ code: null, signal: "SIGKILL" });
    }
    this.#kernels.clear();
  }

  /** Keeps this process alive while something is awaited, and no longer; ends the server when all is over. */
  #whatNext(): void {
    const { pid } = this.#child;
    if (this.#asked.size + this.#kernels.size > 0) this.#channel.ref();
    else this.#channel.unref();
    if (this.#closing && this.#asked.size + this.#kernels.size === 0 && pid !== undefined) signalGroup(pid, "SIGKILL");
  }
}

function parse(line: string): Saying {
  try {
    return JSON.parse(line) as Saying;
  } catch {
    return {}; // cut off by its end
  }
}

function signalName(number: number): NodeJS.Signals {
  const names = Object.entries(constants.signals).find(([, value]) => value === number);
  return (names?.[0] ?? "SIGKILL") as NodeJS.Signals;
}
