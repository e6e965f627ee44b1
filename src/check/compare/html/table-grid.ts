import { type HtmlElement, type HtmlNode, textOf } from "./html-tree.js";

export interface TableRow {
  readonly row: HtmlElement;
  readonly cells: readonly HtmlElement[];
  readonly isHeader: boolean;
}

/** The rows of a table, header rows (in `thead`, or all `th`) marked; `others` are captions and the like. */
export interface TableGrid {
  readonly rows: readonly TableRow[];
  readonly others: readonly HtmlNode[];
}

export function tableGrid(table: HtmlElement): TableGrid {
  const rows: TableRow[] = [];
  const others: HtmlNode[] = [];
  const addRow = (row: HtmlElement, inHead: boolean): void => {
    const cells = row.children.filter(isCell);
    rows.push({ row, cells, isHeader: inHead || (cells.length > 0 && cells.every((cell) => cell.tag === "th")) });
  };
  for (const child of table.children) {
    if (typeof child !== "string" && ["thead", "tbody", "tfoot"].includes(child.tag)) {
      for (const row of child.children) {
        if (typeof row !== "string" && row.tag === "tr") addRow(row, child.tag === "thead");
        else others.push(row);
      }
    } else if (typeof child !== "string" && child.tag === "tr") addRow(child, false);
    else others.push(child);
  }
  return { rows, others };
}

function isCell(node: HtmlNode): node is HtmlElement {
  return typeof node !== "string" && (node.tag === "td" || node.tag === "th");
}

/** Names of the columns: for each column the last header cell above it that has a text, spans counted. */
export function columnNames(grid: TableGrid): string[] {
  const names: string[] = [];
  for (const { cells, isHeader } of grid.rows) {
    if (!isHeader) continue;
    let column = 0;
    for (const cell of cells) {
      const text = textOf(cell);
      for (let i = 0; i < span(cell); i++, column++)
        if (text !== "" || names[column] === undefined) names[column] = text;
    }
  }
  return names;
}

/** How many columns a cell covers. */
export function span(cell: HtmlElement): number {
  const value = Number(cell.attributes.get("colspan") ?? 1);
  // HTML's own limit for colspan is 1000.
  return Number.isInteger(value) && value > 0 && value <= 1000 ? value : 1;
}
