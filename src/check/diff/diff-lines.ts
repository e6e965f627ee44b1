import { samePieces } from "../compare/compare-long.js";
import { type AlignedPair, align } from "./align.js";
import { LineReader, lineNumbers, type PieceText } from "./piece-lines.js";

/** A line that only one of two texts has, or one beside such lines that both have (sign " "). */
export interface LineChange {
  readonly sign: "-" | "+" | " ";
  /** Counts from 1: in the first text for "-", in the second one for the others. */
  readonly line: number;
  readonly text: string;
}

/** The first of a text's changed lines, and how many more there are. */
export interface LineChanges {
  readonly lines: readonly LineChange[];
  readonly more: number;
}

/** How many lines before and behind a change are shown with it, as git does. */
const CONTEXT = 3;

/** So many lines are listed, of so many characters together: nobody reads on, and there may be millions. */
const MAX_LISTED_LINES = 10_000;
const MAX_LISTED_CHARACTERS = 2_000_000;

/** Longer lines are cut. */
const MAX_LINE_CHARACTERS = 100_000;

/** Texts of more lines are not aligned. */
const MAX_LINES = 4_000_000;

/** The lines in which two texts differ and those beside them, in order, as far as they are listed. */
export function diffLines(a: PieceText, b: PieceText): LineChanges {
  const lines: LineChange[] = [];
  let more = 0;
  let characters = 0;
  for (const change of lineChanges(a, b)) {
    if (more === 0 && lines.length < MAX_LISTED_LINES && characters < MAX_LISTED_CHARACTERS) {
      const text = change.text();
      characters += text.length;
      lines.push({ sign: change.sign, line: change.line, text });
    } else if (change.sign !== " ") more++;
  }
  return { lines, more };
}

/** A change whose text is read when it is asked for; it cannot be once a later one was. */
export interface UnreadChange extends Pick<LineChange, "sign" | "line"> {
  readonly text: () => string;
}

/** All changed lines and those beside them, one by one. */
export function* lineChanges(a: PieceText, b: PieceText): Generator<UnreadChange> {
  if (samePieces(a.pieces(), b.pieces())) return;
  const readers = [new LineReader(a, MAX_LINE_CHARACTERS), new LineReader(b, MAX_LINE_CHARACTERS)] as const;
  let found = false;
  for (const pair of withContext(alignedLines(a, b))) {
    found = true;
    const sign = pair.b === undefined ? "-" : pair.a === undefined ? "+" : " ";
    const index = (pair.b ?? pair.a) as number;
    const reader = readers[sign === "-" ? 0 : 1];
    yield { sign, line: index + 1, text: () => reader.line(index) };
  }
  // They do differ: in lines that have the same numbers, or are too many.
  if (!found) yield { sign: "+", line: 1, text: () => "… (too many lines to compare one by one)" };
}

function alignedLines(a: PieceText, b: PieceText): Iterable<AlignedPair> {
  const left = lineNumbers(a, MAX_LINES);
  const right = lineNumbers(b, MAX_LINES);
  if (left === undefined || right === undefined) return [];
  return align(left, right, (x, y) => x === y);
}

/** The pairs without a partner and those beside them. */
function* withContext(pairs: Iterable<AlignedPair>): Generator<AlignedPair> {
  const before: AlignedPair[] = [];
  let behind = 0;
  for (const pair of pairs) {
    if (pair.a === undefined || pair.b === undefined) {
      yield* before.splice(0);
      yield pair;
      behind = CONTEXT;
    } else if (behind > 0) {
      behind--;
      yield pair;
    } else {
      before.push(pair);
      if (before.length > CONTEXT) before.shift();
    }
  }
}
