import { setImmediate as nextTurn } from "node:timers/promises";
import type { CurrentCell } from "../cell-context.js";
import { parseMagic } from "../magics.js";
import { type CellError, thrownError, typeScriptError } from "../output/cell-error.js";
import { type JsonBundle, mimeBundleOf, plainText, showsItself, showsNothing } from "../output/mime-bundle.js";
import type { StreamWriter } from "../output/streams.js";
import { Phase, type SharedState } from "../thread-state.js";
import { CellTimer } from "../time-format.js";
import type { CellSources } from "./cell-sources.js";
import type { CellOutcome, Engine } from "./engine.js";
import { Interruption, isInterrupt, KeyboardInterrupt } from "./interruption.js";

/** What came of a cell. */
export interface CellRun {
  /** How the last expression shows itself; undefined when it has no value. */
  readonly result: JsonBundle | undefined;
  readonly error: { readonly thrown: unknown } | { readonly described: CellError } | undefined;
  /** The values of the request's user_expressions. */
  readonly expressions: Record<string, unknown>;
}

/** A cell's error that is already in words. */
class DescribedError extends Error {
  readonly described: CellError;

  constructor(described: CellError) {
    super(described.evalue);
    this.described = described;
  }
}

/** Runs one cell from its source to its shown result, and settles it even when its code never comes back. */
export class CellRunner {
  readonly #engine: Engine;
  readonly #sources: CellSources;
  readonly #state: SharedState;
  readonly #cells: CurrentCell;
  readonly #streams: StreamWriter;
  readonly #interruption = new Interruption();
  /** Started when user code starts: `%%time` does not count the compiler's time. */
  #timer: CellTimer | undefined;

  constructor(engine: Engine, sources: CellSources, state: SharedState, cells: CurrentCell, streams: StreamWriter) {
    this.#engine = engine;
    this.#sources = sources;
    this.#state = state;
    this.#cells = cells;
    this.#streams = streams;
  }

  async run(code: string, file: string, expressions: Readonly<Record<string, string>>): Promise<CellRun> {
    const interrupted = this.#interruption.watch();
    let error: CellRun["error"];
    let run: Omit<CellRun, "error"> = { result: undefined, expressions: {} };
    try {
      run = await Promise.race([this.#perform(code, file, expressions), interrupted]);
    } catch (thrown) {
      if (isInterrupt(thrown)) this.#engine.abandon();
      error =
        thrown instanceof DescribedError ? thrown : { thrown: isInterrupt(thrown) ? new KeyboardInterrupt() : thrown };
    }
    this.#state.phase = Phase.idle;
    // One turn of the loop: unhandled rejections and what worker threads have printed still belong to this cell.
    await nextTurn();
    return { ...run, error };
  }

  /** An interrupt_request; a cell that waits still or has taken the interrupt already needs nothing more. */
  onInterruptRequest(): void {
    if (this.#state.phase !== Phase.idle && this.#state.takeInterrupt()) this.onSignal();
  }

  /** Ctrl-C in the terminal that started the kernel. */
  onSignal(): void {
    if (this.#state.phase === Phase.idle) return;
    this.#engine.interrupt();
    this.#interruption.interrupt();
  }

  /** The engine changes between compiling and running user code; an interrupt that came meanwhile is taken here. */
  onUserCode(running: boolean): void {
    this.#state.phase = running ? Phase.user : Phase.compile;
    if (running) this.#timer = new CellTimer();
    if (running && this.#state.takeInterrupt()) throw new KeyboardInterrupt();
  }

  async #perform(
    code: string,
    file: string,
    expressions: Readonly<Record<string, string>>,
  ): Promise<Omit<CellRun, "error">> {
    const { magic, source } = parseMagic(code);
    const cell = this.#cells.running;
    if (magic === "capture" && cell !== undefined) cell.capture = [];
    this.#timer = undefined;
    let value: unknown;
    try {
      value = await this.#evaluate(source, file);
    } finally {
      if (magic === "time") this.#streams.write("stdout", this.#timerReport());
    }
    const captured = magic === "capture";
    const result = showsNothing(value) || captured ? undefined : await mimeBundleOf(value);
    return { result, expressions: await this.#evaluateAll(expressions) };
  }

  /** Empty when the cell did not compile: then nothing ran. */
  #timerReport(): string {
    return this.#timer?.report() ?? "";
  }

  /** The value of a cell; a promise is waited for, an error is thrown. */
  async #evaluate(source: string, file: string): Promise<unknown> {
    const outcome = await this.#engine.execute(source, file);
    const value = unwrap(outcome, source, file);
    return showsItself(value) ? value : await value;
  }

  async #evaluateAll(expressions: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    let number = 0;
    for (const [name, expression] of Object.entries(expressions)) {
      try {
        const value = await this.#evaluate(`(${expression}\n)`, `cell-expression-${++number}.ts`);
        const data = value === undefined ? { "text/plain": plainText(value) } : await mimeBundleOf(value);
        values[name] = { status: "ok", data, metadata: {} };
      } catch (thrown) {
        if (isInterrupt(thrown)) throw thrown;
        const error = thrown instanceof DescribedError ? thrown.described : thrownError(thrown, this.#sources);
        values[name] = { status: "error", ...error };
      }
    }
    return values;
  }
}

function unwrap(outcome: CellOutcome, source: string, file: string): unknown {
  if (outcome.kind === "value") return outcome.value;
  if (outcome.kind === "thrown") throw outcome.error;
  throw new DescribedError(typeScriptError(outcome.diagnostics, file, source));
}
