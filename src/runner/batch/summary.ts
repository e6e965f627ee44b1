import { type JsonObject, jsonFloat, writeJson } from "../../nbformat/index.js";
import type { BatchState, RunRow } from "./batch-state.js";
import { STATUS_ORDER, secondsOf } from "./run-text.js";

/** The batch as data for other programs: times in ISO 8601 UTC, durations in seconds, `null` for what never was. */
export function batchSummary(state: BatchState, now: number = Date.now()): JsonObject {
  const counts = state.counts();
  return {
    format: "cellmill-batch-1",
    start_time: timeText(state.startedAt),
    end_time: timeText(now),
    duration: jsonFloat((now - state.startedAt) / 1000),
    jobs: state.jobs,
    exit_code: state.exitCode,
    counts: Object.fromEntries(STATUS_ORDER.map((status) => [status, counts.get(status) ?? 0])),
    runs: state.rows.map((row) => runSummary(row, now)),
  };
}

/** The summary as the text of a JSON file. */
export function summaryJson(state: BatchState, now: number = Date.now()): string {
  return `${writeJson(batchSummary(state, now))}\n`;
}

function runSummary(row: RunRow, now: number): JsonObject {
  const seconds = secondsOf(row, now);
  return {
    name: row.name,
    input_path: row.input,
    output_path: row.output,
    parameters: row.parameters,
    status: row.status,
    exit_code: row.exitCode,
    cells: row.cells,
    cells_done: row.cellsDone,
    failed_cell: row.failedCell,
    error: row.error,
    start_time: timeText(row.startedAt),
    end_time: timeText(row.endedAt),
    duration: seconds === undefined ? null : jsonFloat(seconds),
  };
}

function timeText(millis: number | null): string | null {
  return millis === null ? null : new Date(millis).toISOString();
}
