import { escapeHtml } from "../core/index.js";
import type { Column } from "./column.js";
import { formatCells } from "./format-cells.js";
import type { RowNames } from "./row-names.js";

const MAX_ROWS = 60;
const EDGE_ROWS = 5;
const MAX_COLUMNS = 20;
const MAX_TEXT = 50;
const TEXT_WIDTH = 120;

/** What is printed of a table: header and body as text, with marks where rows or columns are left out. */
interface Grid {
  readonly header: string[];
  readonly body: string[][];
}

/** As pandas prints a DataFrame: the first and last five rows of a long one, columns broken into blocks that fit. */
export function tableText(columns: readonly Column[], index: RowNames): string {
  if (columns.length === 0) return `Empty table\n${index.length} rows × 0 columns`;
  const { header, body } = grid(columns, index, columns.length);
  const widths = header.map((title, c) => Math.max(title.length, ...body.map((row) => row[c]!.length)));
  const line = (row: readonly string[], from: number, to: number): string =>
    [row[0]!.padEnd(widths[0]!), ...row.slice(from, to).map((text, i) => text.padStart(widths[from + i]!))].join("  ");
  const blocks: string[] = [];
  for (let from = 1; from < header.length; ) {
    let to = from + 1;
    let width = widths[0]! + 2 + widths[from]!;
    while (to < header.length && width + 2 + widths[to]! <= TEXT_WIDTH) width += 2 + widths[to++]!;
    const more = to < header.length ? "  \\" : "";
    blocks.push([line(header, from, to) + more, ...body.map((row) => line(row, from, to))].join("\n"));
    from = to;
  }
  return `${blocks.join("\n\n")}\n\n[${index.length} rows x ${columns.length} columns]`;
}

/** The table as HTML in the form that notebook front ends style as a data frame. */
export function tableHtml(columns: readonly Column[], index: RowNames): string {
  const { header, body } = grid(columns, index, MAX_COLUMNS);
  const head = header.map((title) => `<th>${escapeHtml(title)}</th>`).join("");
  const rows = body.map(
    ([name, ...cells]) =>
      `<tr><th>${escapeHtml(name!)}</th>${cells.map((text) => `<td>${escapeHtml(text)}</td>`).join("")}</tr>`,
  );
  return `<table border="1" class="dataframe">
<thead><tr style="text-align: right;">${head}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
<p>${index.length} rows × ${columns.length} columns</p>`;
}

function grid(columns: readonly Column[], index: RowNames, maxColumns: number): Grid {
  const rows = shown(index.length, MAX_ROWS, EDGE_ROWS);
  const chosen = shown(columns.length, maxColumns, maxColumns / 2);
  const numbers = rows.filter((row) => row !== undefined);
  const withGap = (texts: string[]): string[] =>
    rows.length === numbers.length ? texts : texts.toSpliced(EDGE_ROWS, 0, "...");
  const cells = chosen.map((c) =>
    c === undefined ? rows.map(() => "...") : withGap(formatCells(columns[c]!, numbers).map(cut)),
  );
  const names = withGap(numbers.map((row) => cut(index.get(row))));
  return {
    header: [index.name ?? "", ...chosen.map((c) => (c === undefined ? "..." : columns[c]!.name))],
    body: rows.map((_, r) => [names[r]!, ...cells.map((column) => column[r]!)]),
  };
}

/** Positions to show, with `undefined` for those left out. */
function shown(length: number, max: number, edge: number): (number | undefined)[] {
  const all = Array.from({ length }, (_, i) => i);
  return length <= max ? all : [...all.slice(0, edge), undefined, ...all.slice(length - edge)];
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 3)}...` : text;
}
