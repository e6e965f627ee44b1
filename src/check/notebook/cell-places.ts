import { type ByteRange, firstPlace, itemPlaces, type MemberPlace, memberPlaces } from "./json-places.js";
import { lineCounter } from "./line-counter.js";

/** Where a cell stands in its notebook file. Lines count from 1. */
export interface CellPlace {
  readonly line: number;
  /** Line on which the source begins. */
  readonly sourceLine: number;
  /** Line of the file on which a line of the source stands; both count from 1. */
  codeLine(line: number): number;
  /** Line on which the outputs begin; that of the cell if it has none. */
  readonly outputsLine: number;
  /** The values of `outputs` and `execution_count`, as far as the cell has them. */
  readonly outputs?: ByteRange;
  readonly executionCount?: ByteRange;
}

const OPENING_BRACKET = 0x5b;

/** The places of all cells of a notebook file of format 3 or 4, in order. The bytes must be valid JSON. */
export class CellPlaces {
  readonly #bytes: Uint8Array;
  readonly #starts: readonly number[];
  readonly #lineOf: (place: number) => number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#starts = cellStarts(bytes);
    this.#lineOf = lineCounter(bytes);
  }

  get length(): number {
    return this.#starts.length;
  }

  /** The line, counted from 1, on which a byte of the file stands. */
  lineAt(place: number): number {
    return this.#lineOf(place);
  }

  /** The place of one cell, found when it is asked for: there may be a million. */
  at(index: number): CellPlace | undefined {
    const start = this.#starts[index];
    if (start === undefined) return undefined;
    const bytes = this.#bytes;
    const members = memberPlaces(bytes, start);
    const lineAt = (range: ByteRange | undefined, otherwise: number): number =>
      range === undefined ? otherwise : this.#lineOf(range.start);
    const line = this.#lineOf(start);
    const source = find(members, "source") ?? find(members, "input");
    const sourceLine = lineAt(source, line);
    const outputs = find(members, "outputs");
    const executionCount = find(members, "execution_count");
    return {
      line,
      sourceLine,
      codeLine: (wanted) => {
        // A source may be one string instead of a list of lines.
        if (source === undefined || bytes[source.start] !== OPENING_BRACKET) return sourceLine;
        let number = 0;
        for (const range of itemPlaces(bytes, source.start)) if (++number === wanted) return lineAt(range, sourceLine);
        return sourceLine;
      },
      outputsLine: lineAt(outputs, line),
      ...(outputs === undefined ? {} : { outputs }),
      ...(executionCount === undefined ? {} : { executionCount }),
    };
  }
}

function cellStarts(bytes: Uint8Array): number[] {
  const members = memberPlaces(bytes, firstPlace(bytes));
  const cells = find(members, "cells");
  if (cells !== undefined) return itemStarts(bytes, cells.start);
  // Format 3 keeps its cells in worksheets.
  const worksheets = find(members, "worksheets");
  if (worksheets === undefined) return [];
  return itemStarts(bytes, worksheets.start).flatMap((sheet) => {
    const list = find(memberPlaces(bytes, sheet), "cells");
    return list === undefined ? [] : itemStarts(bytes, list.start);
  });
}

function itemStarts(bytes: Uint8Array, list: number): number[] {
  const starts: number[] = [];
  for (const { start } of itemPlaces(bytes, list)) starts.push(start);
  return starts;
}

// The last of duplicate keys is the one that readers keep.
function find(members: readonly MemberPlace[], key: string): ByteRange | undefined {
  return members.findLast((member) => member.key === key)?.value;
}
