import { failedToRun } from "../exit-code.js";
import type { CheckMode } from "../options.js";
import { cellFailed, hasFailed } from "../run/has-failed.js";
import type { CellVerdict, Difference, NotebookVerdict } from "../types.js";
import { sideBySide } from "./side-by-side.js";
import {
  cellName,
  countsText,
  countVerdicts,
  lineText,
  notebookName,
  plainText,
  reportPath,
  totalsText,
} from "./verdict-text.js";

/** How a report for a terminal looks. */
export interface TerminalOptions {
  /** Characters of a line. Default 100. */
  readonly width?: number;
  readonly color?: boolean;
  /** Lines shown of each difference. Default 12. */
  readonly maxLines?: number;
  /** What the command line said of how to run and compare, for the command that is proposed: `["-f", "p.yaml"]`. */
  readonly options?: readonly string[];
  /** True if each notebook ran with several of them: then no command could make all of them right. */
  readonly matrix?: boolean;
}

type Paint = (text: string, color: keyof typeof COLORS) => string;

const COLORS = { red: 31, green: 32, yellow: 33, cyan: 36, grey: 90, bold: 1 } as const;

/** What a check says about one notebook, for people at a terminal. Ends with a line end. */
export function terminalNotebook(verdict: NotebookVerdict, options: TerminalOptions = {}): string {
  const paint = painter(options.color ?? false);
  const failed = hasFailed(verdict);
  const word = failed ? paint("FAIL", "red") : paint("ok", "green");
  const counts = countsText(countVerdicts([withoutError(verdict)]));
  const written = verdict.written ? ", file written" : "";
  const head = `${word} ${lineText(notebookName(verdict))} ${paint(`(${counts}${written}, ${seconds(verdict.durationSeconds)})`, "grey")}`;
  const error = indent(plainText(verdict.error ?? ""), 2).map((line) => paint(line, "red"));
  const cells = verdict.cells.flatMap((cell) => cellLines(verdict, cell, paint, options));
  const lines = [[head], verdict.error === undefined ? [] : error, cells].flat();
  return `${lines.join("\n")}\n`;
}

/** The last lines of a check: counts and time, and what may be done where outputs differ. */
export function terminalSummary(
  verdicts: readonly NotebookVerdict[],
  durationSeconds: number,
  options: TerminalOptions = {},
  mode: CheckMode = "strict",
): string {
  const paint = painter(options.color ?? false);
  const counts = countVerdicts(verdicts);
  const failed = verdicts.some(hasFailed);
  const flaky = counts.flaky === 0 ? "" : `, ${counts.flaky} run more than once`;
  const text = `${totalsText(counts)}${flaky}`;
  const hint = mode === "types-only" ? nothingTyped(verdicts) : isCompared(mode) ? updateHint(verdicts, options) : "";
  return `${paint(text, failed ? "red" : "green")} ${paint(`in ${seconds(durationSeconds)}`, "grey")}\n${hint}`;
}

function isCompared(mode: CheckMode): boolean {
  return mode === "strict" || mode === "update-missing";
}

/** A gate that is green because it looked at nothing says so. */
function nothingTyped(verdicts: readonly NotebookVerdict[]): string {
  const nothing = verdicts.every(({ cells, error }) => {
    return error === undefined && cells.every(({ status }) => status === "skipped");
  });
  return nothing && verdicts.length > 0
    ? "No cell to type-check: there is no TypeScript, or it is marked to be skipped.\n"
    : "";
}

function updateHint(verdicts: readonly NotebookVerdict[], { options = [], matrix = false }: TerminalOptions): string {
  const differs = (cell: CellVerdict): boolean => cell.status === "failed" && !failedToRun(cell);
  const paths = verdicts.filter(({ cells }) => cells.some(differs)).map(({ path }) => reportPath(path));
  const [first, ...others] = [...new Set(paths)];
  if (first === undefined) return "";
  const vary = "If they vary: --rtol, --preset, markers in cells.";
  if (matrix) return `${vary}\n`;
  const given = options.map((word) => `${shellWord(lineText(word))} `).join("");
  const more = others.length === 0 ? "" : " …";
  return `If the new outputs are right: cellmill check --update ${given}${shellWord(lineText(first))}${more}. ${vary}\n`;
}

function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function cellLines(verdict: NotebookVerdict, cell: CellVerdict, paint: Paint, options: TerminalOptions): string[] {
  const shown = cellFailed(cell) || cell.status === "updated" || cell.warnings.length > 0;
  if (!shown) return [];
  const color = cellFailed(cell) ? "red" : "yellow";
  const id = cell.id === undefined ? "" : ` [${lineText(cell.id)}]`;
  const place = `${lineText(reportPath(verdict.path))}:${cell.reportLine}`;
  const lines = [`  ${paint(`${cellName(cell)}${id}`, color)} ${cell.status} ${paint(place, "grey")}`];
  for (const warning of cell.warnings)
    lines.push(...indent(`warning: ${plainText(warning)}`, 4).map((line) => paint(line, "yellow")));
  const traceback = plainText(cell.traceback?.join("\n") ?? "");
  // Most tracebacks say it themselves.
  if (cell.reason !== undefined && !traceback.includes(plainText(cell.reason)))
    lines.push(...indent(plainText(cell.reason), 4));
  if (traceback !== "") lines.push(...indent(traceback, 6));
  for (const difference of cell.differences) lines.push(...differenceLines(difference, paint, options));
  return lines;
}

function differenceLines(difference: Difference, paint: Paint, options: TerminalOptions): string[] {
  const where = difference.where === undefined ? "" : `, ${difference.where}`;
  const lines = indent(plainText(`${lineText(difference.key)}${where}: ${difference.message}`), 4);
  const { stored, got, hint } = difference;
  if (hint !== undefined) lines.push(...indent(`hint: ${plainText(hint)}`, 6).map((line) => paint(line, "cyan")));
  // Two pictures of one size say nothing but their size.
  if (stored === got) return lines;
  const rows = sideBySide(stored, got, {
    width: Math.max(30, (options.width ?? 100) - 6),
    maxLines: options.maxLines ?? 12,
  });
  const column = rows[0]?.left.length ?? 10;
  lines.push(`      ${paint(`${"stored".padEnd(column)} │ got`, "grey")}`);
  for (const { left, right, same } of rows) {
    const [a, b] = same ? [left, right] : [paint(left, "green"), paint(right.trimEnd(), "red")];
    lines.push(`      ${a} │ ${b}`.trimEnd());
  }
  return lines;
}

function painter(color: boolean): Paint {
  return color ? (text, name) => `\u001b[${COLORS[name]}m${text}\u001b[0m` : (text) => text;
}

function indent(text: string, columns: number): string[] {
  return text.split("\n").map((line) => `${" ".repeat(columns)}${line}`.trimEnd());
}

function seconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

// The error has a line of its own; counting it too would say it twice.
function withoutError({ error: _error, ...verdict }: NotebookVerdict): NotebookVerdict {
  return verdict;
}
