import type { KernelCommand, StartedProcess } from "../kernel-command.js";
import { ForkServer } from "./fork-server.js";
import { forkableCommand } from "./forkable-command.js";
import { openOutputSocket } from "./output-socket.js";

export interface KernelForksOptions {
  /** How many more kernels will be started after the one that is asked for; with none, no server is. Default: many. */
  readonly toCome?: () => number;
}

/**
 * Starts the Python kernels of a batch by fork: a process per interpreter and environment imports what each kernel would
 * import before its first cell. Only on Linux and for plain launches of IPython's kernel; it starts no others.
 */
export class KernelForks {
  readonly #toCome: () => number;
  readonly #servers = new Map<string, ForkServer>();
  #closed = false;
  #forked = 0;

  constructor(options: KernelForksOptions = {}) {
    this.#toCome = options.toCome ?? (() => Number.POSITIVE_INFINITY);
  }

  /** How many kernels were forked. */
  get forked(): number {
    return this.#forked;
  }

  /** The kernel's process, or `undefined` if it is to be started as any other. */
  async start(
    command: KernelCommand,
    outputPath: string,
    onOutput: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<StartedProcess | undefined> {
    const forkable = this.#closed ? undefined : forkableCommand(command);
    const server = forkable && this.#serverFor(forkable.interpreter, command);
    if (server === undefined || !fitsSocket(outputPath)) return undefined;
    const stopOutput = await openOutputSocket(outputPath, onOutput);
    const { argv, cwd } = command;
    const request = { arguments: forkable?.kernelArguments ?? [], command: argv, cwd, output: outputPath };
    const started = await server.fork(request, signal);
    if (started === undefined) stopOutput();
    else this.#forked++;
    return started;
  }

  /** Ends the servers, each once its kernels have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
  }

  #serverFor(interpreter: readonly string[], { cwd, env }: KernelCommand): ForkServer | undefined {
    const key = JSON.stringify([interpreter, env]);
    const known = this.#servers.get(key);
    if (known !== undefined || this.#toCome() === 0) return known;
    const server = new ForkServer(interpreter, cwd, env);
    this.#servers.set(key, server);
    return server;
  }
}

// The path of a Unix socket is limited to 107 bytes.
function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= 107;
}
