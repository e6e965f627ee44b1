import { OptionError } from "../../core/index.js";
import { type Cell, cellTags, isCodeCell, type Notebook } from "../../nbformat/index.js";

/** Which cells are to be run. Each reference is a tag, a cell's id, or its place counted from 1. */
export interface CellSelection {
  /** Only these. */
  readonly only?: readonly (string | number)[];
  /** From the first cell that this names. */
  readonly from?: string | number;
  /** Up to and with the last cell that this names. */
  readonly to?: string | number;
}

/** Values always reach the notebook: a selection leaves these cells in. */
const ALWAYS_RUN: readonly string[] = ["parameters", "injected-parameters"];

/**
 * The code cells that a selection leaves out. Places count all cells of the notebook as it is given, before parameters
 * are put in. Cells tagged `parameters` or `injected-parameters` always run.
 */
export function cellsLeftOut(notebook: Notebook, selection: CellSelection, where: string): Set<Cell> {
  const { cells } = notebook;
  const start = selection.from === undefined ? 0 : indicesOf(cells, selection.from, "from", where)[0];
  const end = selection.to === undefined ? cells.length - 1 : indicesOf(cells, selection.to, "to", where).at(-1);
  if (start === undefined || end === undefined || (start > end && cells.length > 0)) {
    throw new OptionError({
      what: "the selection of cells is empty",
      where,
      got: `from cell ${(start ?? 0) + 1} to cell ${(end ?? 0) + 1}`,
    });
  }
  const only =
    selection.only === undefined || selection.only.length === 0
      ? undefined
      : new Set(selection.only.flatMap((reference) => indicesOf(cells, reference, "only", where)));
  if (only !== undefined && ![...only].some((index) => isCodeCell(cells[index] as Cell)))
    throw new OptionError({ what: "--only names no code cell", where, got: selection.only?.join(", ") ?? "" });
  const leftOut = new Set<Cell>();
  for (const [index, cell] of cells.entries()) {
    const selected = index >= start && index <= end && (only?.has(index) ?? true);
    if (isCodeCell(cell) && !selected && !cellTags(cell).some((tag) => ALWAYS_RUN.includes(tag))) leftOut.add(cell);
  }
  return leftOut;
}

/** A whole number is a place unless a cell has it as id or tag: then it is that. */
function indicesOf(cells: readonly Cell[], reference: string | number, option: string, where: string): number[] {
  const name = String(reference);
  const byTag = indices(cells, (cell) => cellTags(cell).includes(name));
  if (byTag.length > 0) return byTag;
  const byId = indices(cells, (cell) => cell["id"] === name);
  if (byId.length > 0) return byId;
  const place = /^\d+$/.test(name) ? Number(name) : 0;
  if (place >= 1 && place <= cells.length) return [place - 1];
  const tags = [...new Set(cells.flatMap(cellTags))];
  throw new OptionError({
    what: `--${option} names no cell`,
    where,
    expected: `a tag${tags.length === 0 ? "" : ` (${tags.join(", ")})`}, a cell's id, or a number from 1 to ${cells.length}`,
    got: JSON.stringify(name),
  });
}

function indices(cells: readonly Cell[], test: (cell: Cell) => boolean): number[] {
  return cells.flatMap((cell, index) => (test(cell) ? [index] : []));
}
