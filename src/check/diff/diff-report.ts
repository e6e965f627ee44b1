import { sideBySide } from "../report/side-by-side.js";
import { plainText } from "../report/verdict-text.js";
import type { LineChange } from "./diff-lines.js";
import type { CellDiff, NotebookDiff } from "./diff-notebooks.js";

export interface DiffReportOptions {
  readonly width?: number;
  readonly color?: boolean;
}

/** A diff of two notebooks for people, with the files' names as heads; "" if they are the same. */
export function diffReport(
  diff: NotebookDiff,
  names: { readonly a: string; readonly b: string },
  options: DiffReportOptions = {},
): string {
  if (diff.same) return "";
  const paint = (text: string, code: number): string => (options.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const change = ({ sign, text }: LineChange): string => paint(`${sign}${plainText(text)}`, sign === "-" ? 31 : 32);
  const lines = [paint(`--- ${plainText(names.a)}`, 1), paint(`+++ ${plainText(names.b)}`, 1)];
  if (diff.metadata.length > 0) lines.push(paint("@@ notebook metadata @@", 36), ...diff.metadata.map(change));
  for (const cell of diff.cells) {
    lines.push(paint(`@@ ${cellTitle(cell)} @@`, 36), ...cell.source.map(change));
    if (cell.metadata.length > 0) lines.push(paint("metadata:", 90), ...cell.metadata.map(change));
    for (const { key, where, message, stored, got } of cell.outputs) {
      lines.push(paint(plainText(`output ${key}${where === undefined ? "" : `, ${where}`}: ${message}`), 33));
      for (const row of sideBySide(stored, got, { width: options.width ?? 100, maxLines: 20 }))
        lines.push(`  ${row.left} │ ${row.right}`.trimEnd());
    }
  }
  return `${lines.join("\n")}\n`;
}

function cellTitle(cell: CellDiff): string {
  const place = [
    ...(cell.a === undefined ? [] : [`-${cell.a.line}`]),
    ...(cell.b === undefined ? [] : [`+${cell.b.line}`]),
  ];
  const id = cell.id === undefined ? "" : ` ${plainText(cell.id)}`;
  return `${cell.kind} ${plainText(cell.cellType)} cell${id} (line ${place.join(" ")})`;
}
