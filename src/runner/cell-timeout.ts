import { type CodeCell, isJsonObject, JsonFloat, type JsonObject, type Notebook } from "../nbformat/index.js";

/** What timers can hold: a longer one would ring at once. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1;

/**
 * The time limit of a cell in milliseconds, or `undefined` for none: `metadata.cellmill.timeout` of the cell, else that
 * of the notebook, else the caller's; all in seconds, and 0 or less says no limit.
 */
export function cellTimeoutMs(cell: CodeCell, notebook: Notebook, otherwise: number | undefined): number | undefined {
  const seconds = timeoutIn(cell.metadata) ?? timeoutIn(notebook.metadata) ?? otherwise ?? 0;
  return seconds > 0 ? Math.min(seconds * 1000, LONGEST_TIMER_MS) : undefined;
}

function timeoutIn(metadata: JsonObject): number | undefined {
  const own = metadata["cellmill"];
  const value = isJsonObject(own) ? own["timeout"] : undefined;
  if (value instanceof JsonFloat) return value.value;
  return typeof value === "number" ? value : undefined;
}
