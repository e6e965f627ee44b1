import { describe, expect, it } from "vitest";
import { type CellSelection, cellsLeftOut } from "../../../src/runner/selection/select-cells.js";
import { makeNotebook } from "../make-notebook.js";

const notebook = makeNotebook("cellmill", [
  { source: "let a = 1;", tags: ["parameters"] },
  { source: "load", tags: ["load"] },
  { source: "text", type: "markdown" },
  { source: "plot", tags: ["plot", "slow"] },
  { source: "late", tags: ["slow"] },
]);

const run = (selection: CellSelection): string[] => {
  const leftOut = cellsLeftOut(notebook, selection, "nb");
  return notebook.cells.filter((cell) => cell.cell_type === "code" && !leftOut.has(cell)).map((cell) => cell.source);
};

describe("a selection of cells", () => {
  it.each<[CellSelection, string[]]>([
    [{}, ["let a = 1;", "load", "plot", "late"]],
    [{ only: ["plot"] }, ["let a = 1;", "plot"]],
    [{ only: ["slow"] }, ["let a = 1;", "plot", "late"]],
    [{ only: ["cell-1", 5] }, ["let a = 1;", "load", "late"]],
    [{ from: "slow" }, ["let a = 1;", "plot", "late"]],
    [{ to: "slow" }, ["let a = 1;", "load", "plot", "late"]],
    [{ to: "load" }, ["let a = 1;", "load"]],
    [{ from: "2", to: "cell-3" }, ["let a = 1;", "load", "plot"]],
    [{ from: "plot", only: ["slow", "load"] }, ["let a = 1;", "plot", "late"]],
  ])("%j runs %j: parameters always", (selection, expected) => {
    expect(run(selection)).toEqual(expected);
  });

  it.each<[CellSelection, RegExp]>([
    [{ only: ["plt"] }, /--only names no cell.*tag \(parameters, load, plot, slow\).*1 to 5.*"plt"/],
    [{ from: 0 }, /--from names no cell/],
    [{ to: "6" }, /--to names no cell/],
    [{ only: [3] }, /--only names no code cell.*got 3/],
    [{ from: 5, to: 2 }, /selection of cells is empty.*from cell 5 to cell 2/],
  ])("%j is refused", (selection, message) => {
    expect(() => run(selection)).toThrow(message);
  });
});
