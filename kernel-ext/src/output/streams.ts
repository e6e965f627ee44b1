import type { CellContext, CurrentCell } from "../cell-context.js";

export type StreamName = "stdout" | "stderr";

const FLUSH_CHARS = 65_536;
const WINDOW_MS = 50;
/** Writes per window that leave at once; the IO thread joins them again. */
const EAGER_WRITES = 50;

interface Pending {
  readonly cell: CellContext;
  readonly name: StreamName;
  readonly parts: string[];
  chars: number;
}

/**
 * Hands what cells write to the IO thread. The first writes in 50 ms go at once, so that they are seen even if the cell
 * then computes for minutes without a turn of the loop. Further ones are gathered and go when 64 KiB are gathered, in
 * the next window, at the end of the turn, when stream or cell change, and before any other message (`flush`).
 */
export class StreamWriter {
  readonly #cells: CurrentCell;
  readonly #send: (cell: CellContext, name: StreamName, text: string) => void;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  #pending: Pending | undefined;
  #timer: NodeJS.Immediate | undefined;
  #windowStart = 0;
  #eagerWrites = 0;

  constructor(cells: CurrentCell, send: (cell: CellContext, name: StreamName, text: string) => void) {
    this.#cells = cells;
    this.#send = send;
  }

  write(name: StreamName, chunk: string | Uint8Array): void {
    // A stream decoder keeps the bytes of a half character until the rest comes.
    const text = typeof chunk === "string" ? chunk : this.#decoders[name].decode(chunk, { stream: true });
    const cell = this.#cells.target;
    if (cell === undefined || cell.silent || text === "") return;
    if (cell.capture !== undefined) {
      cell.capture.push(text);
      return;
    }
    if (this.#pending !== undefined && (this.#pending.name !== name || this.#pending.cell !== cell)) this.flush();
    this.#pending ??= this.#start(cell, name);
    this.#pending.parts.push(text);
    this.#pending.chars += text.length;
    if (this.#pending.chars >= FLUSH_CHARS || this.#mayGoAtOnce()) this.flush();
  }

  flush(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    clearImmediate(this.#timer);
    this.#send(pending.cell, pending.name, pending.parts.join(""));
  }

  #start(cell: CellContext, name: StreamName): Pending {
    this.#timer = setImmediate(() => this.flush());
    return { cell, name, parts: [], chars: 0 };
  }

  #mayGoAtOnce(): boolean {
    const now = performance.now();
    if (now - this.#windowStart > WINDOW_MS) {
      this.#windowStart = now;
      this.#eagerWrites = 0;
    }
    this.#eagerWrites += 1;
    return this.#eagerWrites <= EAGER_WRITES;
  }
}

type WriteCallback = (error?: Error | null) => void;

/**
 * Sends what is written to this process's stdout and stderr to the notebook, in worker threads too (Node pipes their
 * streams through these). Output of child processes with inherited stdio and of fs.writeSync(1, …) goes past it, to
 * the real streams of the kernel process: pipe it (`stdio: "pipe"`) to see it in the notebook.
 */
export function captureProcessStreams(writer: StreamWriter): void {
  for (const name of ["stdout", "stderr"] as const) {
    const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback, done?: WriteCallback) => {
      const callback = typeof encoding === "function" ? encoding : done;
      const plain = typeof chunk !== "string" || typeof encoding !== "string" || /^utf-?8$/i.test(encoding);
      writer.write(name, plain ? chunk : Buffer.from(chunk, encoding));
      if (callback !== undefined) process.nextTick(callback);
      return true;
    };
    process[name].write = write as typeof process.stdout.write;
  }
}
