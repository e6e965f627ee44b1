import type { JsonValue } from "../../nbformat/index.js";
import { parameterToJson } from "../parameters/value.js";
import type { RunObserver } from "../run-observer.js";
import type { BatchRun } from "./plan-batch.js";
import { faultOf, type RunStatus } from "./run-outcome.js";

/** One run as tables and pages show it. */
export interface RunRow {
  readonly index: number;
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly parameters: JsonValue;
  status: RunStatus;
  /** Cells of the notebook with its parameters; `null` until it is read. */
  cells: number | null;
  cellsDone: number;
  /** The `papermill_description` of the cell that runs. */
  label: string | null;
  /** Milliseconds since 1970, or `null`. */
  startedAt: number | null;
  endedAt: number | null;
  exitCode: number | null;
  error: string | null;
  /** Place of the failing cell, from 1, the parameters' cell included. */
  failedCell: number | null;
}

/** Told of the row of a run whenever it has changed. */
export type BatchListener = (row: RunRow) => void;

/** What is known of a batch while it runs; listeners hear of every change of a row. */
export class BatchState {
  readonly rows: readonly RunRow[];
  readonly startedAt: number = Date.now();
  readonly jobs: number;
  readonly #listeners = new Set<BatchListener>();

  constructor(runs: readonly BatchRun[], jobs: number) {
    this.jobs = jobs;
    this.rows = runs.map((run, index) => newRow(run, index));
  }

  /** Has the listener called for every change; the returned function ends that. */
  onChange(listener: BatchListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** How many rows have each status that occurs. */
  counts(): Map<RunStatus, number> {
    const counts = new Map<RunStatus, number>();
    for (const { status } of this.rows) counts.set(status, (counts.get(status) ?? 0) + 1);
    return counts;
  }

  /** The worst exit code of all runs: the highest. */
  get exitCode(): number {
    return Math.max(0, ...this.rows.map((row) => row.exitCode ?? 0));
  }

  /** Runs the work with an observer for the row, and notes how it ended; its error is kept, not thrown. */
  async follow(index: number, work: (observer: RunObserver) => Promise<unknown>): Promise<{ error?: unknown }> {
    const row = this.rows[index] as RunRow;
    this.#change(row, { status: "running", startedAt: Date.now() });
    try {
      await work(this.#observer(row));
      const status = row.status === "reused" ? "reused" : "completed";
      this.#change(row, { status, endedAt: Date.now(), exitCode: 0, label: null });
      return {};
    } catch (error) {
      const { status, exitCode, message, failedCell } = faultOf(error);
      this.#change(row, {
        status,
        exitCode,
        error: message,
        failedCell: failedCell ?? null,
        endedAt: Date.now(),
        label: null,
      });
      return { error };
    }
  }

  /** Notes that the run was never begun. */
  skip(index: number, exitCode: number): void {
    this.#change(this.rows[index] as RunRow, { status: "not-run", exitCode });
  }

  #observer(row: RunRow): RunObserver {
    return {
      started: (cells) => this.#change(row, { cells }),
      cellStarted: (_index, label) => this.#change(row, { label: label ?? null }),
      cellEnded: (_index, outcome) => {
        // A failing cell was not done.
        if (outcome !== "failed") this.#change(row, { cellsDone: row.cellsDone + 1 });
      },
      reused: (cells) => this.#change(row, { status: "reused", cells, cellsDone: cells }),
    };
  }

  #change(row: RunRow, values: Partial<RunRow>): void {
    Object.assign(row, values);
    for (const listener of this.#listeners) listener(row);
  }
}

function newRow({ name, input, output, parameters }: BatchRun, index: number): RunRow {
  return {
    index,
    name,
    input,
    output,
    parameters: parameterToJson(parameters),
    status: "waiting",
    cells: null,
    cellsDone: 0,
    label: null,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    error: null,
    failedCell: null,
  };
}
