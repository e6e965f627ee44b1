import { itemPlaces, type MemberPlace, memberPlaces, skipSpace, type TextRange } from "./json-places.js";

/** Where a cell stands in the text of its notebook file. Lines count from 1. */
export interface CellPlace {
  readonly line: number;
  /** Line on which the source begins. */
  readonly sourceLine: number;
  /** Line of the file on which a line of the source stands; both count from 1. */
  codeLine(line: number): number;
  /** Line on which the outputs begin; that of the cell if it has none. */
  readonly outputsLine: number;
  /** The values of `outputs` and `execution_count`, as far as the cell has them. */
  readonly outputs?: TextRange;
  readonly executionCount?: TextRange;
}

/** The places of all cells of a notebook file of format 3 or 4, in order. The text must be valid JSON. */
export function cellPlaces(text: string): CellPlace[] {
  const lineOf = lineCounter(text);
  return cellRanges(text).map((cell) => {
    const members = memberPlaces(text, cell.start);
    const line = lineOf(cell.start);
    const source = find(members, "source") ?? find(members, "input");
    const sourceLine = optionalLine(source, lineOf) ?? line;
    const outputs = find(members, "outputs");
    const executionCount = find(members, "execution_count");
    return {
      line,
      sourceLine,
      codeLine: (wanted) => {
        // A source may be one string instead of a list of lines.
        if (source === undefined || text[source.start] !== "[") return sourceLine;
        return optionalLine(itemPlaces(text, source.start)[wanted - 1], lineOf) ?? sourceLine;
      },
      outputsLine: optionalLine(outputs, lineOf) ?? line,
      ...(outputs === undefined ? {} : { outputs }),
      ...(executionCount === undefined ? {} : { executionCount }),
    };
  });
}

/** The `nbformat` of a notebook file; 0 if it says none. */
export function formatVersion(text: string): number {
  const range = find(memberPlaces(text, skipSpace(text, 0)), "nbformat");
  return range === undefined ? 0 : Number(text.slice(range.start, range.end));
}

function cellRanges(text: string): TextRange[] {
  const members = memberPlaces(text, skipSpace(text, 0));
  const cells = find(members, "cells");
  if (cells !== undefined) return itemPlaces(text, cells.start);
  // Format 3 keeps its cells in worksheets.
  const worksheets = find(members, "worksheets");
  if (worksheets === undefined) return [];
  return itemPlaces(text, worksheets.start).flatMap((sheet) => {
    const list = find(memberPlaces(text, sheet.start), "cells");
    return list === undefined ? [] : itemPlaces(text, list.start);
  });
}

// The last of duplicate keys is the one that readers keep.
function find(members: readonly MemberPlace[], key: string): TextRange | undefined {
  return members.findLast((member) => member.key === key)?.value;
}

function optionalLine(range: TextRange | undefined, lineOf: (position: number) => number): number | undefined {
  return range === undefined ? undefined : lineOf(range.start);
}

/** A function from position to line; the text's line starts are gathered once. */
function lineCounter(text: string): (position: number) => number {
  const starts: number[] = [];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at);
  return (position) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) < position) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
