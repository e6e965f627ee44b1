import {
  type Cell,
  type CodeCell,
  cloneJson,
  isCodeCell,
  type JsonObject,
  type Notebook,
  objectAt,
} from "../nbformat/index.js";
import { copyMember } from "../nbformat/large/large-members.js";
import { cellDescription } from "./cell-description.js";
import { cellsWithOutputs } from "./disk-full.js";
import type { NotebookOutput } from "./io/handler.js";
import type { Logger } from "./log.js";
import { NotebookText } from "./notebook-text.js";
import type { ProgressBar } from "./progress-bar.js";
import type { CellOutcome, RunObserver } from "./run-observer.js";
import { Saver } from "./saver.js";
import { durationSeconds, isoTimestamp, nowMicros } from "./timestamp.js";

/** Saving may take this share of the autosave interval; if it takes more, the interval doubles. */
const MAX_AUTOSAVE_SHARE = 0.25;

/** Our status of a cell that ran and whose output is not all there. */
export const OUTPUT_LOST = "output-lost";

/** Why a run ended before all cells were run, beyond a plain exception in a cell. */
export type RunEnd = "timed-out" | "kernel-died" | "interrupted" | "failed";

/** Where a run's record goes. */
export interface ExecutionManagerOptions {
  /** Where the notebook is saved while it runs; absent = nowhere. */
  readonly output?: NotebookOutput;
  readonly progress?: ProgressBar;
  readonly logger: Logger;
  readonly logOutput?: boolean;
  /** Seconds between saves inside a long cell; 0 = none. */
  readonly autosaveCellEvery?: number;
  readonly observer?: RunObserver;
  /** May note something in a cell that has its outputs, before the cell is saved. */
  readonly cellDone?: (cell: Cell) => void;
}

/**
 * Keeps a notebook's record of its run: papermill's metadata of the notebook and its cells, progress, saves. Engines
 * call it; what it writes is true at every moment: a cell that was not run stays `pending`.
 */
export class NotebookExecutionManager {
  readonly notebook: Notebook;
  readonly logger: Logger;
  readonly #text = new NotebookText();
  readonly #saver: Saver | undefined;
  readonly #progress: ProgressBar | undefined;
  readonly #observer: RunObserver | undefined;
  readonly #cellDone: ((cell: Cell) => void) | undefined;
  readonly #logOutput: boolean;
  readonly #cellStarts = new WeakMap<Cell, number>();
  #autosaveEveryMs: number;
  #savedAt = performance.now();
  #savedOutputs: ReadonlySet<Cell> = new Set();
  /** Settles when the version that is being saved is no longer held. */
  #holding: Promise<void> | undefined;
  #start = 0;

  constructor(notebook: Notebook, options: ExecutionManagerOptions) {
    this.notebook = notebook;
    this.logger = options.logger;
    this.#progress = options.progress;
    this.#observer = options.observer;
    this.#cellDone = options.cellDone;
    this.#logOutput = options.logOutput ?? false;
    this.#autosaveEveryMs = (options.autosaveCellEvery ?? 30) * 1000;
    const { output } = options;
    if (output !== undefined) this.#saver = new Saver(() => this.#save(output));
  }

  /** Clears what earlier runs left and marks all cells as pending. */
  notebookStart(): void {
    this.#start = nowMicros();
    Object.assign(papermillOf(this.notebook.metadata), {
      start_time: isoTimestamp(this.#start),
      end_time: null,
      duration: null,
      exception: null,
    });
    for (const cell of this.notebook.cells) {
      if (isCodeCell(cell)) {
        cell.execution_count = null;
        cell.outputs = [];
      }
      forgetEnd(cell);
      cell.metadata["papermill"] = {
        exception: null,
        start_time: null,
        end_time: null,
        duration: null,
        status: "pending",
      };
    }
    this.#observer?.started?.(this.notebook.cells.length);
    this.#saver?.request();
  }

  cellStart(cell: Cell, index: number): void {
    if (this.#logOutput) this.logger.log("INFO", `Executing Cell ${String(index + 1).padEnd(40, "-")}`);
    const start = nowMicros();
    this.#cellStarts.set(cell, start);
    this.#setCell(cell, { start_time: isoTimestamp(start), status: "running", exception: false });
    const description = cellDescription(cell);
    if (description !== undefined) this.#progress?.describe(`Executing ${description}`);
    this.#observer?.cellStarted?.(index, description);
    this.#saver?.request();
  }

  /** Says that the cell has something new to show. */
  cellChanged(cell: Cell): void {
    this.#text.touch(cell);
    // Messages of the kernel lead here: that a save has failed is thrown where the cell ends.
    if (this.#saver === undefined || this.#autosaveEveryMs === 0 || this.#saver.failed) return;
    if (performance.now() - this.#savedAt >= this.#autosaveEveryMs) this.#saver.request();
  }

  cellException(cell: Cell, end?: RunEnd): void {
    this.#setCell(cell, { exception: true, status: "failed" });
    if (end !== undefined && end !== "failed") this.#note(cell, end);
    papermillOf(this.notebook.metadata)["exception"] = true;
  }

  /** The kernel sent output of the cell that did not arrive. */
  cellOutputLost(cell: Cell): void {
    this.#note(cell, OUTPUT_LOST);
  }

  cellComplete(cell: Cell, index: number): void {
    if (this.#logOutput) this.logger.log("INFO", `Ending Cell ${String(index + 1).padEnd(43, "-")}`);
    const end = nowMicros();
    const failed = papermillOf(cell.metadata)["status"] === "failed";
    this.#setCell(cell, {
      end_time: isoTimestamp(end),
      duration: durationSeconds(this.#cellStarts.get(cell) ?? end, end),
      ...(failed ? {} : { status: "completed" }),
    });
    if (!failed) this.#cellDone?.(cell);
    this.#advance(index, failed ? "failed" : "completed");
  }

  /** The user's selection leaves the cell out: it stays `pending`, and says why. */
  cellLeftOut(cell: Cell, index: number): void {
    this.#note(cell, "not-selected");
    this.#advance(index, "not-selected");
  }

  /** Takes over what an earlier run of the same cell gave, with its record of when that was. */
  cellReused(cell: CodeCell, index: number, earlier: CodeCell): void {
    if (!copyMember(earlier, cell, "outputs")) cell.outputs = cloneJson(earlier.outputs);
    cell.execution_count = earlier.execution_count;
    for (const key of ["papermill", "execution"]) {
      const record = objectAt(earlier.metadata, key);
      if (record !== undefined) cell.metadata[key] = cloneJson(record);
    }
    this.#cellDone?.(cell);
    this.#note(cell, "reused");
    this.#advance(index, "reused");
  }

  /** The result cannot be written as it is: these cells ran, and the file will not have their outputs. */
  resultLost(cells: readonly Cell[]): void {
    for (const cell of cells) this.cellOutputLost(cell);
    papermillOf(this.notebook.metadata)["exception"] = true;
  }

  /** Closes the record; `failed` is for runs that ended outside a cell. */
  notebookComplete(failed = false): void {
    const end = nowMicros();
    const record = papermillOf(this.notebook.metadata);
    record["end_time"] = isoTimestamp(end);
    record["duration"] = durationSeconds(this.#start, end);
    if (failed) record["exception"] = true;
    this.#progress?.close();
  }

  /** The cells that the file has with outputs. */
  get savedOutputs(): ReadonlySet<Cell> {
    return this.#savedOutputs;
  }

  /** Settles when no save is under way; what was asked for and has not begun is dropped. */
  async stopSaving(): Promise<void> {
    await this.#saver?.stop();
  }

  /** Settles when no save holds what the outputs were before. */
  async versionReleased(): Promise<void> {
    await this.#holding;
  }

  #note(cell: Cell, status: string): void {
    cell.metadata["cellmill"] = { ...objectAt(cell.metadata, "cellmill"), status };
    this.#text.touch(cell);
  }

  #advance(index: number, outcome: CellOutcome): void {
    this.#progress?.advance();
    this.#observer?.cellEnded?.(index, outcome);
    this.#saver?.request();
  }

  #setCell(cell: Cell, values: JsonObject): void {
    Object.assign(papermillOf(cell.metadata), values);
    this.#text.touch(cell);
  }

  async #save(output: NotebookOutput): Promise<number> {
    const begun = performance.now();
    let written = (): void => {};
    let withOutputs: ReadonlySet<Cell> = this.#savedOutputs;
    let release = (): void => {};
    this.#holding = new Promise((resolve) => {
      release = resolve;
    });
    let bytes: number;
    try {
      bytes = await output.save((hasLast) => {
        const version = this.#text.version(this.notebook, hasLast);
        written = version.written;
        withOutputs = cellsWithOutputs(this.notebook);
        return version.pieces;
      }, release);
    } finally {
      release();
    }
    written();
    this.#savedOutputs = withOutputs;
    this.#savedAt = performance.now();
    const took = this.#savedAt - begun;
    if (this.#autosaveEveryMs > 0 && took > this.#autosaveEveryMs * MAX_AUTOSAVE_SHARE) {
      this.#autosaveEveryMs *= 2;
      const seconds = (took / 1000).toFixed(2);
      this.logger.log(
        "WARNING",
        `Autosave too slow: ${seconds} sec, over 25% limit. Backing off to ${this.#autosaveEveryMs / 1000} sec`,
      );
    }
    return bytes;
  }
}

/** Drops what an earlier run said about how the cell ended. */
function forgetEnd(cell: Cell): void {
  const { status: _status, ...rest } = objectAt(cell.metadata, "cellmill") ?? {};
  if (Object.keys(rest).length === 0) delete cell.metadata["cellmill"];
  else cell.metadata["cellmill"] = rest;
}

function papermillOf(metadata: JsonObject): JsonObject {
  const found = objectAt(metadata, "papermill");
  if (found !== undefined) return found;
  const made: JsonObject = {};
  metadata["papermill"] = made;
  return made;
}
