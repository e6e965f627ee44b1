import { isAbsolute, relative, resolve, sep } from "node:path";
import type { CellStatus, CellVerdict, Difference, NotebookVerdict } from "../types.js";

/** `Cell 3`, counted over code cells from 1. */
export function cellName(cell: CellVerdict): string {
  return `Cell ${cell.number}`;
}

/** The path with forward slashes, as reports for other programs have it. */
export function reportPath(path: string): string {
  return path.split(sep).join("/");
}

/**
 * The path as programs that look at a repository want it: from the repository's folder, which a job's step may have left, or
 * the present one; absolute only for a file outside of it.
 */
export function repositoryPath(path: string): string {
  const root = process.env["GITHUB_WORKSPACE"] || process.env["CI_PROJECT_DIR"] || process.cwd();
  const way = relative(root, resolve(path));
  return reportPath(way === "" || isAbsolute(way) || way.split(sep)[0] === ".." ? resolve(path) : way);
}

/** The notebook's path, and its parameter file if it has one. */
export function notebookName(verdict: NotebookVerdict): string {
  const path = reportPath(verdict.path);
  return verdict.parametersFile === undefined ? path : `${path} (${reportPath(verdict.parametersFile)})`;
}

/** How many cells have each status, and how many notebooks could not be checked. */
export interface Counts {
  readonly notebooks: number;
  readonly cells: number;
  readonly byStatus: Readonly<Record<CellStatus, number>>;
  readonly errors: number;
  /** Notebooks that were not started. */
  readonly notRun: number;
  readonly flaky: number;
}

export function countVerdicts(verdicts: readonly NotebookVerdict[]): Counts {
  const byStatus: Record<CellStatus, number> = { passed: 0, failed: 0, skipped: 0, "not-run": 0, updated: 0 };
  let cells = 0;
  let flaky = 0;
  for (const verdict of verdicts) {
    for (const cell of verdict.cells) {
      byStatus[cell.status]++;
      cells++;
      if (cell.attempts > 1) flaky++;
    }
  }
  const errors = verdicts.filter(({ error }) => error !== undefined).length;
  const unstarted = verdicts.filter(({ notRun }) => notRun !== undefined).length;
  return { notebooks: verdicts.length, cells, byStatus, errors, notRun: unstarted, flaky };
}

/** `3 passed, 1 failed, 2 skipped`: only what there is. */
export function countsText(counts: Counts): string {
  const parts = (["passed", "failed", "updated", "skipped", "not-run"] as const)
    .filter((status) => counts.byStatus[status] > 0)
    .map((status) => `${counts.byStatus[status]} ${status.replace("-", " ")}`);
  if (counts.errors > 0) parts.push(`${plural(counts.errors, "notebook")} not checked`);
  if (counts.notRun > 0) parts.push(`${plural(counts.notRun, "notebook")} not run`);
  return parts.length === 0 ? "no cells" : parts.join(", ");
}

/** `2 notebooks, 9 cells: 8 passed, 1 failed`. */
export function totalsText(counts: Counts): string {
  return `${plural(counts.notebooks, "notebook")}, ${plural(counts.cells, "cell")}: ${countsText(counts)}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What is wrong with a cell in one line. */
export function cellSummary(cell: CellVerdict): string {
  const [first, ...more] = cell.differences;
  if (first === undefined) return cell.reason ?? cell.status;
  const place = first.where === undefined ? first.key : `${first.key}, ${first.where}`;
  return `${place}: ${first.message}${more.length === 0 ? "" : ` (and ${more.length} more)`}`;
}

/** What differs, and where and in which value. */
export function differenceText({ key, where, message, hint }: Difference): string {
  const place = where === undefined ? key : `${key}, ${where}`;
  return `${place}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The text with its control characters (and those that turn the direction of writing) made visible: what a notebook holds
 * must not steer a terminal.
 */
export function visibleText(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** A name as it stands in a line of others: line ends made visible. */
export function lineText(name: string): string {
  return plainText(name).replaceAll("\n", "\u240a").replaceAll("\t", "\u2409");
}

/** A text without colours and with other control characters made visible. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  return visibleText(text.replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, ""));
}
