import { sideBySide } from "../report/side-by-side.js";
import { lineText, plainText } from "../report/verdict-text.js";
import type { LineChange } from "./diff-lines.js";
import type { CellDiff, NotebookDiff } from "./diff-notebooks.js";

export interface DiffReportOptions {
  readonly width?: number;
  readonly color?: boolean;
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
  const paint = (text: string, code: number): string => (options.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const change = ({ sign, text }: LineChange): string => paint(`${sign}${plainText(text)}`, sign === "-" ? 31 : 32);
  yield paint(`--- ${lineText(names.a)}`, 1);
  yield paint(`+++ ${lineText(names.b)}`, 1);
  if (diff.metadata.length > 0) yield paint("@@ notebook metadata @@", 36);
  for (const line of diff.metadata) yield change(line);
  for (const cell of diff.cells) {
    yield paint(`@@ ${cellTitle(cell)} @@`, 36);
    for (const line of cell.source) yield change(line);
    if (cell.metadata.length > 0) yield paint("metadata:", 90);
    for (const line of cell.metadata) yield change(line);
    for (const { key, where, message, stored, got } of cell.outputs) {
      yield paint(plainText(`output ${key}${where === undefined ? "" : `, ${where}`}: ${message}`), 33);
      for (const row of sideBySide(stored, got, { width: options.width ?? 100, maxLines: 20 }))
        yield `  ${row.left} │ ${row.right}`.trimEnd();
    }
  }
}

function cellTitle(cell: CellDiff): string {
  const place = [
    ...(cell.a === undefined ? [] : [`-${cell.a.line}`]),
    ...(cell.b === undefined ? [] : [`+${cell.b.line}`]),
  ];
  const id = cell.id === undefined ? "" : ` ${lineText(cell.id)}`;
  return `${cell.kind} ${lineText(cell.cellType)} cell${id} (line ${place.join(" ")})`;
}
