import { sideBySide } from "../report/side-by-side.js";
import { lineText, plainText } from "../report/verdict-text.js";
import { diffLines, type LineChange } from "./diff-lines.js";
import type { CellDiff, NotebookDiff } from "./diff-notebooks.js";

export interface DiffReportOptions {
  readonly width?: number;
  readonly color?: boolean;
  /** Lines in place of the two with the files' names. */
  readonly head?: readonly string[];
}

export interface DiffNames {
  readonly a: string;
  readonly b: string;
}

/** A diff of two notebooks for people, with the files' names as heads; "" if they are the same. */
export function diffReport(diff: NotebookDiff, names: DiffNames, options: DiffReportOptions = {}): string {
  return [...diffReportLines(diff, names, options)].join("");
}

/** The same line by line: a diff may be too long for one text. */
export function* diffReportLines(
  diff: NotebookDiff,
  names: DiffNames,
  options: DiffReportOptions = {},
): Generator<string> {
  for (const line of reportLines(diff, names, options)) yield `${line}\n`;
}

function* reportLines(diff: NotebookDiff, names: DiffNames, options: DiffReportOptions): Generator<string> {
  if (diff.same) return;
  const paint = painter(options.color ?? false);
  const head = options.head ?? [`--- ${lineText(names.a)}`, `+++ ${lineText(names.b)}`];
  for (const line of head) yield paint(line, 1);
  if (diff.metadata.length > 0) yield paint("@@ notebook metadata @@", 36);
  yield* changedLines(diff.metadata, paint);
  for (const cell of diff.cells) {
    yield paint(`@@ ${cellTitle(cell)} @@`, 36);
    yield* changedLines(cell.source, paint);
    if (cell.metadata.length > 0) yield paint("metadata:", 90);
    yield* changedLines(cell.metadata, paint);
    for (const { key, where, message, stored, got } of cell.outputs) {
      const name = key === "outputs" ? key : `output ${key}`;
      yield paint(plainText(`${name}${where === undefined ? "" : `, ${where}`}: ${message}`), 33);
      for (const row of sideBySide(stored, got, { width: options.width ?? 100, maxLines: 20 }))
        yield `  ${row.left} │ ${row.right}`.trimEnd();
    }
  }
}

/** Two texts that are no notebooks, line by line, below the head of their files. */
export function* textDiffLines(a: string, b: string, head: readonly string[], color: boolean): Generator<string> {
  const paint = painter(color);
  for (const line of head) yield `${paint(line, 1)}\n`;
  for (const line of changedLines(diffLines(a, b), paint)) yield `${line}\n`;
}

type Paint = (text: string, code: number) => string;

function painter(color: boolean): Paint {
  return (text, code) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
}

/** Changed lines and those beside them; where lines are left out, the number of the next one. */
function* changedLines(changes: readonly LineChange[], paint: Paint): Generator<string> {
  let next = 1;
  for (const { sign, line, text } of changes) {
    const shown = `${sign}${plainText(text)}`;
    if (sign === "-") yield paint(shown, 31);
    else {
      if (line > next) yield paint(` … line ${line}`, 90);
      next = line + 1;
      yield sign === "+" ? paint(shown, 32) : shown;
    }
  }
}

function cellTitle(cell: CellDiff): string {
  const place = [
    ...(cell.a === undefined ? [] : [`-${cell.a.line}`]),
    ...(cell.b === undefined ? [] : [`+${cell.b.line}`]),
  ];
  const ids = [cell.idBefore, cell.id].flatMap((id) => (id === undefined ? [] : [lineText(id)]));
  const id = ids.length === 0 ? "" : ` ${ids.join(" → ")}`;
  return `${cell.kind} ${lineText(cell.cellType)} cell${id} (line ${place.join(" ")})`;
}
