import type { CodeCell, Output } from "../../nbformat/index.js";
import { keptOutputs } from "../../nbformat/large/kept-items.js";

/** The outputs of a cell, from the first each time they are asked for; those that are kept as bytes are never all made at once. */
export function cellOutputs(cell: CodeCell): Iterable<Output> {
  return { [Symbol.iterator]: () => keptOutputs(cell)[Symbol.iterator]() };
}
