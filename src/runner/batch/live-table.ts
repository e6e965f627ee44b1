import type { ProgressTarget } from "../progress-bar.js";
import type { BatchState, RunRow } from "./batch-state.js";
import { countsText, durationText, firstLine, isBad, isOver, printable, secondsOf } from "./run-text.js";
import { cutToWidth, padToWidth, terminalWidth } from "./terminal-width.js";

/** On a terminal the table is drawn at most this often. */
const REDRAW_MS = 120;
const BAR_WIDTH = 12;

/** Where a `LiveTable` is shown, such as standard error. */
export interface TableTarget extends ProgressTarget {
  readonly rows?: number;
}

/** Shows a batch on standard error: a table that is redrawn on a terminal, elsewhere a line for every change of a run. */
export class LiveTable {
  readonly #state: BatchState;
  readonly #target: TableTarget;
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #last = new Map<number, string>();
  #drawnLines = 0;
  #dirty = true;

  constructor(state: BatchState, target: TableTarget) {
    this.#state = state;
    this.#target = target;
    this.#unsubscribe = state.onChange((row) => this.#changed(row));
    if (!target.isTTY) return;
    this.#draw();
    this.#timer = setInterval(() => {
      // Times of running notebooks go on.
      if (this.#dirty || state.rows.some((row) => row.status === "running")) this.#draw();
    }, REDRAW_MS);
  }

  /** Prints a line that stays, above the table. */
  print(line: string): void {
    this.#erase();
    this.#target.write(`${line}\n`);
    if (this.#target.isTTY) this.#draw();
  }

  /** Draws the last state and lets go. */
  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
    if (this.#target.isTTY) this.#draw();
    else this.#target.write(`${headLine(this.#state)}\n`);
  }

  #changed(row: RunRow): void {
    this.#dirty = true;
    if (this.#target.isTTY || this.#last.get(row.index) === row.status) return;
    this.#last.set(row.index, row.status);
    this.#target.write(`${changeLine(row, this.#state.rows.length)}\n`);
  }

  #draw(): void {
    this.#erase();
    const lines = tableLines(this.#state, this.#target.columns ?? 80, this.#target.rows ?? 24);
    this.#target.write(lines.map((line) => `${line}\n`).join(""));
    this.#drawnLines = lines.length;
    this.#dirty = false;
  }

  #erase(): void {
    if (this.#drawnLines > 0) this.#target.write(`\u001b[${this.#drawnLines}A\u001b[J`);
    this.#drawnLines = 0;
  }
}

/** One line for a change, where nothing can be redrawn. */
export function changeLine(row: RunRow, total: number): string {
  const place = `[${String(row.index + 1).padStart(String(total).length)}/${total}]`;
  const seconds = secondsOf(row);
  const facts = [
    isOver(row.status) && row.cells !== null ? `${row.cellsDone}/${row.cells} cells` : "",
    isOver(row.status) && seconds !== undefined ? durationText(seconds) : "",
    row.error === null ? "" : firstLine(row.error),
  ].filter((text) => text !== "");
  return `${place} ${printable(row.name)}: ${row.status}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

/** The table as lines no wider than the terminal and no more than fit; the most interesting rows if not all do. */
export function tableLines(state: BatchState, columns: number, height: number, now: number = Date.now()): string[] {
  const room = Math.max(3, height - 3);
  const shown = state.rows.length <= room ? state.rows : mostInteresting(state.rows, room);
  const nameWidth = Math.min(
    Math.max(...shown.map((row) => terminalWidth(printable(row.name)))),
    Math.max(12, Math.floor(columns / 2)),
  );
  const lines = [headLine(state, now), ...shown.map((row) => rowLine(row, nameWidth, now))];
  if (shown.length < state.rows.length) lines.push(`  … ${state.rows.length - shown.length} more`);
  return lines.map((line) => cutToWidth(line, columns - 1));
}

function headLine(state: BatchState, now: number = Date.now()): string {
  const seconds = durationText((now - state.startedAt) / 1000);
  return `${state.rows.length} runs, ${state.jobs} at once: ${countsText(state)} | ${seconds}`;
}

function rowLine(row: RunRow, nameWidth: number, now: number): string {
  const seconds = secondsOf(row, now);
  const done = row.cells === null ? "" : `${row.cellsDone}/${row.cells}`;
  const filled = row.cells ? Math.round((row.cellsDone / row.cells) * BAR_WIDTH) : 0;
  const bar = row.status === "waiting" || row.status === "not-run" ? "" : "█".repeat(filled).padEnd(BAR_WIDTH, "░");
  const note = row.error === null ? printable(row.label ?? "") : firstLine(row.error);
  return [
    `  ${padToWidth(cutToWidth(printable(row.name), nameWidth), nameWidth)}`,
    row.status.padEnd(11),
    done.padStart(7),
    bar.padEnd(BAR_WIDTH),
    (seconds === undefined ? "" : durationText(seconds)).padStart(7),
    note,
  ]
    .join(" ")
    .trimEnd();
}

/** Running runs first, then those that went wrong, then the next to come or not to come, then the latest that completed. */
function mostInteresting(rows: readonly RunRow[], room: number): RunRow[] {
  const rank = (row: RunRow): number => {
    if (row.status === "running") return 0;
    if (row.status === "waiting" || row.status === "not-run") return 2;
    return isBad(row.status) ? 1 : 3;
  };
  const order = [...rows].sort((a, b) => {
    const byRank = rank(a) - rank(b);
    if (byRank !== 0) return byRank;
    return isOver(a.status) ? b.index - a.index : a.index - b.index;
  });
  return order.slice(0, room).sort((a, b) => a.index - b.index);
}
