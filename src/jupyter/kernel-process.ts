import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { atExit } from "../core/exit-cleanup.js";
import { KernelError } from "../core/index.js";
import { makeTemporaryFolder } from "../core/temporary-folder.js";
import { type ConnectionInfo, writeConnectionFile } from "./connection-file.js";
import type { KernelForks } from "./forks/kernel-forks.js";
import type { KernelExit, StartedProcess } from "./kernel-command.js";
import { BUILTIN_KERNEL, type KernelSpec } from "./kernelspecs.js";
import { releaseProcessGroup, signalGroup } from "./process-group.js";
import { reservePorts } from "./reserved-ports.js";
import { spawnKernel } from "./spawn-kernel.js";
import { TailBuffer } from "./tail-buffer.js";

export type { KernelExit };

export interface StartKernelOptions {
  /** Working directory of the kernel. Default: the present one. */
  readonly cwd?: string;
  /** Environment that the spec's own variables are added to. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Arguments after the spec's. */
  readonly extraArguments?: readonly string[];
  /** Starts Python kernels several times cheaper, where many are to be started. Default: each by itself. */
  readonly forks?: KernelForks;
  readonly signal?: AbortSignal;
}

/** How much of what the process itself prints is kept, for messages. */
const TAIL_CHARACTERS = 16_384;

/** A kernel's operating system process, leader of a process group of its own, and where it listens. */
export class KernelProcess {
  readonly spec: KernelSpec;
  readonly connection: ConnectionInfo;
  readonly pid: number;
  /** Settles when the process has ended; never rejects. */
  readonly exited: Promise<KernelExit>;
  readonly #cleanUp: () => void;
  readonly #output: TailBuffer;
  #exit: KernelExit | undefined;
  #killed: Promise<KernelExit> | undefined;

  private constructor(
    spec: KernelSpec,
    connection: ConnectionInfo,
    cleanUp: () => void,
    started: StartedProcess,
    output: TailBuffer,
  ) {
    this.spec = spec;
    this.connection = connection;
    this.pid = started.pid;
    this.#cleanUp = cleanUp;
    this.#output = output;
    this.exited = started.exited.then((exit) => {
      this.#exit = exit;
      return exit;
    });
  }

  /** Starts the kernel of the spec; it may not listen yet when this returns. */
  static async start(spec: KernelSpec, options: StartKernelOptions = {}): Promise<KernelProcess> {
    // The sockets and the key in it are the user's alone.
    const folder = makeTemporaryFolder();
    const remove = (): void => rmSync(folder, { recursive: true, force: true });
    const forget = atExit(remove);
    let releasePorts = (): void => {};
    const cleanUp = (): void => {
      remove();
      forget();
      releasePorts();
    };
    try {
      const { connection, release } = await makeConnection(spec, folder);
      releasePorts = release;
      const file = join(folder, "connection.json");
      writeConnectionFile(file, connection);
      const argv = [...spec.argv, ...(options.extraArguments ?? [])].map((item) => fillTemplate(item, file, spec));
      const env = kernelEnvironment(spec, options.env ?? process.env);
      const command = { argv, cwd: resolve(options.cwd ?? ""), env };
      const output = new TailBuffer(TAIL_CHARACTERS);
      const onOutput = (text: string): void => output.append(text);
      const started =
        (await options.forks?.start(command, join(folder, "output"), onOutput, options.signal)) ??
        (await spawnKernel(command, onOutput));
      return new KernelProcess(spec, connection, cleanUp, started, output);
    } catch (cause) {
      cleanUp();
      throw new KernelError({
        what: "the kernel could not be started",
        where: `kernel "${spec.name}"`,
        got: cause instanceof Error ? cause.message : String(cause),
        hint: `Its command is ${spec.argv.join(" ")}`,
        cause,
      });
    }
  }

  /** How the process ended, or `undefined` while it runs. */
  get exit(): KernelExit | undefined {
    return this.#exit;
  }

  /** The last that the process printed itself, outside the protocol. */
  get outputTail(): string {
    return this.#output.text;
  }

  /** Sends a signal to the kernel and its children, unless they were killed: the id may be another's then. */
  signal(signal: NodeJS.Signals): void {
    if (this.#killed === undefined) signalGroup(this.pid, signal);
  }

  /** Waits for the end up to `graceMs`, with SIGTERM at half of it; then kills the whole group, children included. */
  async end(graceMs: number): Promise<KernelExit> {
    if (!(await this.#exitsWithin(graceMs / 2))) {
      this.signal("SIGTERM");
      await this.#exitsWithin(graceMs / 2);
    }
    return this.kill();
  }

  /** Kills the kernel and all its children at once and removes its files. */
  kill(): Promise<KernelExit> {
    this.#killed ??= this.#killGroup();
    return this.#killed;
  }

  async #killGroup(): Promise<KernelExit> {
    signalGroup(this.pid, "SIGKILL");
    const exit = await this.exited;
    releaseProcessGroup(this.pid);
    this.#cleanUp();
    return exit;
  }

  async #exitsWithin(ms: number): Promise<boolean> {
    if (this.#exit !== undefined) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    });
    const inTime = await Promise.race([this.exited.then(() => true), late]);
    clearTimeout(timer);
    return inTime;
  }
}

/** Sockets in the private folder where the kernel can use them: no ports, no race. Else loopback ports. */
async function makeConnection(
  spec: KernelSpec,
  folder: string,
): Promise<{ connection: ConnectionInfo; release: () => void }> {
  const common = { key: crypto.randomUUID(), signature_scheme: "hmac-sha256", kernel_name: spec.name };
  const socket = join(folder, "s");
  // The path of a Unix socket is limited to 107 bytes.
  if (isKnownKernel(spec) && process.platform !== "win32" && Buffer.byteLength(socket) < 100) {
    const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
    return { connection: { transport: "ipc", ip: socket, ...ports, ...common }, release: () => {} };
  }
  const { ports, release } = await reservePorts();
  return { connection: { transport: "tcp", ip: "127.0.0.1", ...ports, ...common }, release };
}

/** True for the spec of IPython's kernel. */
export function isIpykernel(spec: KernelSpec): boolean {
  return spec.argv.some((item) => item === "ipykernel_launcher" || item === "ipykernel");
}

/**
 * True for the spec of our kernel or IPython's. They listen on sockets in a folder, and with our headless arguments keep what
 * they cannot send yet; many kernels drop it.
 */
export function isKnownKernel(spec: KernelSpec): boolean {
  return spec.name === BUILTIN_KERNEL || isIpykernel(spec);
}

// `{prefix}` is the folder above share/jupyter/kernels/<name>, as Python's sys.prefix is for Jupyter.
function fillTemplate(item: string, connectionFile: string, spec: KernelSpec): string {
  const values: Readonly<Record<string, string>> = {
    connection_file: connectionFile,
    resource_dir: spec.resourceDir,
    prefix: spec.resourceDir === "" ? "" : join(spec.resourceDir, "..", "..", "..", ".."),
  };
  return item.replace(/\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function kernelEnvironment(
  spec: KernelSpec,
  base: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const own = Object.entries(spec.env).map(([name, value]) => [
    name,
    value.replace(/\$\{(\w+)\}/g, (whole, variable: string) => base[variable] ?? whole),
  ]);
  // ipykernel ends itself when the process of this id is gone.
  const all = { ...base, ...Object.fromEntries(own), JPY_PARENT_PID: String(process.pid) };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
