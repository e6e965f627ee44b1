import type { CellContext, CurrentCell } from "../cell-context.js";

export type StreamName = "stdout" | "stderr";

const FLUSH_CHARS = 65_536;
const FLUSH_MS = 50;

interface Pending {
  readonly cell: CellContext;
  readonly name: StreamName;
  readonly parts: string[];
  chars: number;
  readonly since: number;
}

/**
 * Gathers what cells write into few messages: sent when 64 KiB are gathered, when 50 ms have passed, at the end of the
 * loop's turn, when the stream or the cell changes, and before any other message (the publisher calls `flush`).
 */
export class StreamWriter {
  readonly #cells: CurrentCell;
  readonly #send: (cell: CellContext, name: StreamName, text: string) => void;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  #pending: Pending | undefined;
  #timer: NodeJS.Immediate | undefined;

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
    if (this.#pending.chars >= FLUSH_CHARS || performance.now() - this.#pending.since > FLUSH_MS) this.flush();
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
    return { cell, name, parts: [], chars: 0, since: performance.now() };
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
