import { sideBySide } from "../report/side-by-side.js";
import { lineText, plainText } from "../report/verdict-text.js";
import { type LineChange, lineChanges } from "./diff-lines.js";
import type { CellDiff, MetadataDiff, NotebookDiff } from "./diff-notebooks.js";
import type { PieceText } from "./piece-lines.js";

/** How a diff is shown. */
export interface DiffReportOptions {
  /** Characters of a line. */
  readonly width?: number;
  readonly color?: boolean;
  /** Lines in place of the two with the files' names. */
  readonly head?: readonly string[];
}

/** What the two files are called. */
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
  if (diff.same) return;
  yield* headLines(diff, names, options);
  for (const cell of diff.cells) yield* cellLines(cell, options);
}

/** What stands above the cells: the files' names, and what differs in their metadata. */
export function* headLines(
  { metadata, metadataMore }: MetadataDiff,
  names: DiffNames,
  options: DiffReportOptions = {},
): Generator<string> {
  const paint = painter(options.color ?? false);
  const head = options.head ?? [`--- ${lineText(names.a)}`, `+++ ${lineText(names.b)}`];
  for (const line of head) yield `${paint(line, 1)}\n`;
  if (metadata.length > 0) yield `${paint("@@ notebook metadata @@", 36)}\n`;
  yield* changedLines(metadata, paint, metadataMore);
}

/** What differs in a cell. */
export function* cellLines(cell: CellDiff, options: DiffReportOptions = {}): Generator<string> {
  const paint = painter(options.color ?? false);
  yield `${paint(`@@ ${cellTitle(cell)} @@`, 36)}\n`;
  yield* changedLines(cell.source, paint, cell.sourceMore);
  if (cell.metadata.length > 0) yield `${paint("metadata:", 90)}\n`;
  yield* changedLines(cell.metadata, paint, cell.metadataMore);
  for (const { key, where, message, stored, got } of cell.outputs) {
    const name = key === "outputs" ? key : `output ${key}`;
    yield `${paint(plainText(`${name}${where === undefined ? "" : `, ${where}`}: ${message}`), 33)}\n`;
    for (const row of sideBySide(stored, got, { width: options.width ?? 100, maxLines: 20 }))
      yield `${`  ${row.left} │ ${row.right}`.trimEnd()}\n`;
  }
}

/** Two texts that are no notebooks, line by line, below the head of their files. */
export function* textDiffLines(a: PieceText, b: PieceText, head: readonly string[], color: boolean): Generator<string> {
  const paint = painter(color);
  for (const line of head) yield `${paint(line, 1)}\n`;
  const changes = function* (): Generator<LineChange> {
    for (const { sign, line, text } of lineChanges(a, b)) yield { sign, line, text: text() };
  };
  yield* changedLines(changes(), paint);
}

type Paint = (text: string, code: number) => string;

function painter(color: boolean): Paint {
  return (text, code) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
}

/** Changed lines and those beside them; where lines are left out, the number of the next one. */
function* changedLines(changes: Iterable<LineChange>, paint: Paint, more = 0): Generator<string> {
  let next = 1;
  for (const { sign, line, text } of changes) {
    const shown = `${sign}${plainText(text)}`;
    if (sign === "-") yield `${paint(shown, 31)}\n`;
    else {
      if (line > next) yield `${paint(` … line ${line}`, 90)}\n`;
      next = line + 1;
      yield `${sign === "+" ? paint(shown, 32) : shown}\n`;
    }
  }
  if (more > 0) yield `${paint(` … ${more} more lines changed: too many to list`, 90)}\n`;
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
