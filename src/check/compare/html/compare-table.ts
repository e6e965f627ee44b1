import { count } from "../count.js";
import type { HtmlElement } from "./html-tree.js";
import { textOf } from "./html-tree.js";
import { columnNames, span, type TableGrid, type TableRow, tableGrid } from "./table-grid.js";
import type { TreeWalk } from "./tree-walk.js";

/** Compares tables cell by cell; a table of another shape gives one difference that names the rows or columns. */
export function compareTable(stored: HtmlElement, got: HtmlElement, where: string, walk: TreeWalk): void {
  const number = ++walk.tables;
  // A table in a cell of another keeps the way to it.
  const table = [where.includes("row ") ? where : "", `table ${number}`].filter((part) => part !== "").join(", ");
  const before = tableGrid(stored);
  const after = tableGrid(got);
  walk.compareChildren(before.others, after.others, table);
  const shape = shapeMessage(before, after);
  if (shape !== "") {
    walk.context.report(walk.place, table, shape, rowsAsText(before), rowsAsText(after));
    return;
  }
  const names = columnNames(before);
  let headers = 0;
  let rows = 0;
  for (const [i, line] of before.rows.entries()) {
    if (walk.context.full()) return;
    const other = after.rows[i] as TableRow;
    const label = line.isHeader ? `header row ${++headers}` : `row ${++rows}${rowLabel(line)}`;
    // The row's own attributes: compared as an element without children.
    walk.compareElements({ ...line.row, children: [] }, { ...other.row, children: [] }, `${table}, ${label}`);
    for (const [j, cell] of line.cells.entries()) {
      const column = line.columns[j] as number;
      const name =
        line.isHeader || names[column] === undefined || names[column] === ""
          ? column + 1
          : JSON.stringify(names[column]);
      walk.compareElements(cell, other.cells[j] as HtmlElement, `${table}, ${label}, column ${name}`);
    }
  }
}

// Printed data frames have the row's name in a `th`.
function rowLabel({ label }: TableRow): string {
  return label === "" ? "" : ` (${label.slice(0, 60)})`;
}

function shapeMessage(before: TableGrid, after: TableGrid): string {
  const widths = (grid: TableGrid): number[] =>
    grid.rows.map((row) => Math.max(0, ...limit(row.cells.map((cell, i) => (row.columns[i] as number) + span(cell)))));
  const [wide, wideNow] = [Math.max(0, ...limit(widths(before))), Math.max(0, ...limit(widths(after)))];
  const parts: string[] = [];
  if (wide !== wideNow)
    parts.push(`${count(wide, "column")} became ${wideNow}${listChange(columnNames(before), columnNames(after))}`);
  const high = (grid: TableGrid, header: boolean): number => grid.rows.filter((row) => row.isHeader === header).length;
  if (high(before, true) !== high(after, true))
    parts.push(`${count(high(before, true), "header row")} became ${high(after, true)}`);
  if (high(before, false) !== high(after, false))
    parts.push(
      `${count(high(before, false), "row")} became ${high(after, false)}${listChange(labels(before), labels(after))}`,
    );
  if (parts.length === 0) {
    const row = before.rows.findIndex((line, i) => line.cells.length !== after.rows[i]?.cells.length);
    if (row !== -1)
      parts.push(
        `row ${row + 1} of the table has ${before.rows[row]?.cells.length} cells, now ${after.rows[row]?.cells.length}`,
      );
  }
  return parts.join("; ");
}

// Math.max takes its arguments on the stack.
function limit(values: readonly number[]): number[] {
  const distinct = new Set(values);
  return [...distinct].slice(0, 10_000);
}

function labels(grid: TableGrid): string[] {
  return grid.rows
    .filter((row) => !row.isHeader)
    .map((row) => row.label || (row.cells[0] === undefined ? "" : textOf(row.cells[0])));
}

function listChange(before: readonly string[], after: readonly string[]): string {
  const now = new Set(after);
  const old = new Set(before);
  const name = (list: readonly string[]): string =>
    list
      .slice(0, 5)
      .map((text) => JSON.stringify(text.slice(0, 40)))
      .join(", ");
  const missing = before.filter((text) => text !== "" && !now.has(text));
  const added = after.filter((text) => text !== "" && !old.has(text));
  return [missing.length > 0 ? `, missing ${name(missing)}` : "", added.length > 0 ? `, new ${name(added)}` : ""].join(
    "",
  );
}

function rowsAsText(grid: TableGrid): string {
  return grid.rows
    .slice(0, 30)
    .map((row) => row.cells.map((cell) => textOf(cell).slice(0, 40)).join(" | "))
    .join("\n");
}
