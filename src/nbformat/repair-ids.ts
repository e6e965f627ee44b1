import { cellIdFrom, cellIds } from "./cell-id.js";
import { keptText } from "./large/kept-text.js";
import type { Notebook } from "./types.js";
import type { NotebookProblem } from "./validate-parts.js";

/**
 * Gives an id to cells of a 4.5 notebook that have none, and another one to those whose id an earlier cell has, in
 * place, as nbformat does; says what was changed. Other wrong ids stay: `validateNotebook` names them.
 */
export function repairIds(notebook: Notebook): NotebookProblem[] {
  const repairs: NotebookProblem[] = [];
  const taken = cellIds(notebook);
  const seen = new Map<unknown, number>();
  notebook.cells.forEach((cell, index) => {
    const { id } = cell;
    const first = seen.get(id);
    if (id === undefined || first !== undefined) {
      const given = cellIdFrom(`${index}:`, taken, () => keptText(cell, "source"));
      taken.add(given);
      cell["id"] = given;
      const was = first === undefined ? "had no id" : `had the id "${String(id)}" of cell ${first + 1}`;
      repairs.push({ pointer: `/cells/${index}/id`, message: `cell ${index + 1} ${was}; it is now "${given}"` });
    } else seen.set(id, index);
  });
  return repairs;
}
