import { KernelForks, KernelSession, type KernelSpec, type StartSessionOptions } from "../../jupyter/index.js";

/** How many kernels may wait, and how many notebooks are still to come. */
export interface KernelPoolOptions {
  /** Most kernels that are kept waiting. Default 1. */
  readonly size?: number;
  /** How many more kernels will be asked for; no more than that are kept. Default: without end. */
  readonly demand?: () => number;
}

/** A kernel that this many notebooks in a row had no use for makes room for one that the next may want. */
const MOST_MISSES = 2;

interface Waiting {
  readonly key: string;
  misses: number;
  readonly session: Promise<KernelSession | undefined>;
}

/**
 * Starts the next notebook's kernel while the present one runs. A kernel is handed out once, to a notebook of the same
 * spec, working directory, environment and arguments, and never comes back: notebooks share no state.
 */
export class KernelPool {
  readonly #size: number;
  readonly #demand: () => number;
  readonly #forks: KernelForks;
  readonly #stop = new AbortController();
  #waiting: Waiting[] = [];
  readonly #ending: Promise<unknown>[] = [];
  #warmStarts = 0;

  constructor(options: KernelPoolOptions = {}) {
    this.#size = options.size ?? 1;
    this.#demand = options.demand ?? (() => Number.POSITIVE_INFINITY);
    this.#forks = new KernelForks({ toCome: this.#demand });
  }

  /** How many sessions were handed out that had been started ahead. */
  get warmStarts(): number {
    return this.#warmStarts;
  }

  /** A session of a kernel that nobody used: one that waits, else a new one. Another is then started ahead. */
  async take(spec: KernelSpec, options: StartSessionOptions): Promise<KernelSession> {
    const key = poolKey(spec, options);
    const session = (await this.#takeWaiting(key, options.signal)) ?? (await this.#start(spec, options));
    this.#dropUnwanted(key);
    this.#startAhead(key, spec, options);
    return session;
  }

  /** Ends the kernels that wait, also those that are still starting. */
  async close(): Promise<void> {
    this.#stop.abort();
    const waiting = this.#waiting.splice(0);
    await Promise.all([...this.#ending, ...waiting.map(async ({ session }) => (await session)?.kill())]);
    await this.#forks.close();
  }

  #start(spec: KernelSpec, options: StartSessionOptions): Promise<KernelSession> {
    return KernelSession.start(spec, { ...options, forks: this.#forks });
  }

  async #takeWaiting(key: string, signal: AbortSignal | undefined): Promise<KernelSession | undefined> {
    for (;;) {
      const at = this.#waiting.findIndex((entry) => entry.key === key);
      const entry = at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
      if (entry === undefined) return undefined;
      const session = await orAborted(entry.session, signal);
      if (session === "aborted") {
        // Back it goes: `close` ends it.
        this.#waiting.push(entry);
        return undefined;
      }
      if (session !== undefined && session.process.exit === undefined) {
        this.#warmStarts++;
        return session;
      }
      await session?.kill();
    }
  }

  #dropUnwanted(key: string): void {
    const dropped = this.#waiting.filter((entry) => entry.key !== key && ++entry.misses >= MOST_MISSES);
    this.#waiting = this.#waiting.filter((entry) => !dropped.includes(entry));
    for (const { session } of dropped) this.#ending.push(session.then((unwanted) => unwanted?.kill()));
  }

  #startAhead(key: string, spec: KernelSpec, options: StartSessionOptions): void {
    if (this.#stop.signal.aborted || this.#waiting.length >= Math.min(this.#size, this.#demand())) return;
    const { signal: _signal, ...rest } = options;
    // A kernel that does not start ahead is started, and its error reported, when its turn comes.
    const session = this.#start(spec, { ...rest, signal: this.#stop.signal })
      .then(warmUp)
      .catch(() => undefined);
    this.#waiting.push({ key, misses: 0, session });
  }
}

/** Has the kernel run an empty statement unseen where the first statement loads a compiler. */
function warmUp(session: KernelSession): KernelSession {
  if (/^(type|java)script$/i.test(session.process.spec.language))
    session.client.execute(";", { silent: true, storeHistory: false }).reply.catch(() => {});
  return session;
}

/** Kernels of equal keys are started in the same way. */
function poolKey(spec: KernelSpec, options: StartSessionOptions): string {
  return JSON.stringify([
    spec.name,
    spec.argv,
    spec.env,
    spec.resourceDir,
    options.cwd ?? process.cwd(),
    Object.entries(options.env ?? process.env).sort(([a], [b]) => (a < b ? -1 : 1)),
    options.extraArguments ?? [],
  ]);
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | "aborted"> {
  if (signal === undefined) return promise;
  let onAbort = (): void => {};
  const aborted = new Promise<"aborted">((resolve) => {
    onAbort = () => resolve("aborted");
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
