import { type HtmlElement, type HtmlNode, textOf } from "./html-tree.js";

export interface TableRow {
  readonly row: HtmlElement;
  readonly cells: readonly HtmlElement[];
  /** The first column of each cell from 0, those counted that cells of rows above reach down to. */
  readonly columns: readonly number[];
  /** Texts of the row's header cells, those of rows above that reach down to it first: its name. */
  readonly label: string;
  readonly isHeader: boolean;
}

/** A cell that reaches down to the rows below. */
interface Reaching {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  rows: number;
}

/** A table with more cells that reach down than this is no printed data; the others' columns are counted as if they did not. */
const MAX_REACHING = 200;

/** The rows of a table, header rows (in `thead`, or all `th`) marked; `others` are captions and the like. */
export interface TableGrid {
  readonly rows: readonly TableRow[];
  readonly others: readonly HtmlNode[];
}

export function tableGrid(table: HtmlElement): TableGrid {
  const rows: TableRow[] = [];
  const others: HtmlNode[] = [];
  let reaching: Reaching[] = [];
  const addRow = (row: HtmlElement, inHead: boolean): void => {
    const cells = row.children.filter(isCell);
    const isHeader = inHead || (cells.length > 0 && cells.every((cell) => cell.tag === "th"));
    rows.push({ row, cells, ...placeCells(cells, reaching), isHeader });
    reaching = reaching.filter((one) => --one.rows > 0);
  };
  for (const child of table.children) {
    // No cell reaches from one group of rows into the next.
    if (typeof child !== "string" && child.tag !== "tr") reaching = [];
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

/** The columns of a row's cells and the row's name; adds cells that reach further down to `reaching`. */
function placeCells(
  cells: readonly HtmlElement[],
  reaching: Reaching[],
): { readonly columns: number[]; readonly label: string } {
  const columns: number[] = [];
  const names = reaching.map(({ start, text }) => ({ start, text }));
  const above = [...reaching];
  let column = 0;
  for (const cell of cells) {
    for (let over = cover(above, column); over !== undefined; over = cover(above, column)) column = over.end;
    columns.push(column);
    const text = cell.tag === "th" ? textOf(cell) : "";
    names.push({ start: column, text });
    const end = column + span(cell);
    const rows = Number(cell.attributes.get("rowspan") ?? 1);
    // HTML's own limit for rowspan is 65534. The present row is the first.
    if (rows > 1 && reaching.length < MAX_REACHING)
      reaching.push({ start: column, end, text, rows: Math.min(rows, 65_534) });
    column = end;
  }
  names.sort((a, b) => a.start - b.start);
  const label = names.flatMap(({ text }) => (text === "" ? [] : [text])).join(" / ");
  return { columns, label };
}

function cover(reaching: readonly Reaching[], column: number): Reaching | undefined {
  return reaching.find(({ start, end }) => start <= column && column < end);
}

function isCell(node: HtmlNode): node is HtmlElement {
  return typeof node !== "string" && (node.tag === "td" || node.tag === "th");
}

/** Names of the columns: for each column the texts of the header cells above it, spans counted. */
export function columnNames(grid: TableGrid): string[] {
  const names: string[] = [];
  for (const { cells, columns, isHeader } of grid.rows) {
    if (!isHeader) continue;
    for (const [i, cell] of cells.entries()) {
      const text = textOf(cell);
      const start = columns[i] as number;
      for (let column = start; column < start + span(cell); column++) {
        const above = names[column] ?? "";
        names[column] = above === "" || text === "" ? above + text : `${above} / ${text}`;
      }
    }
  }
  return Array.from(names, (name) => name ?? "");
}

/** How many columns a cell covers. */
export function span(cell: HtmlElement): number {
  const value = Number(cell.attributes.get("colspan") ?? 1);
  // HTML's own limit for colspan is 1000.
  return Number.isInteger(value) && value > 0 && value <= 1000 ? value : 1;
}
