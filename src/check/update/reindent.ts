/** How a file is laid out where a value is to be put. */
export interface Layout {
  /** What stands for one level of indentation. */
  readonly indent: string;
  readonly lineEnd: string;
  /** False for a file on one line. */
  readonly hasLines: boolean;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The layout of the file at a place that is `level` levels deep. */
export function layoutAt(bytes: Uint8Array, place: number, level: number): Layout {
  const lineStart = place === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, place - 1) + 1;
  let end = lineStart;
  while (bytes[end] === 0x20 || bytes[end] === 0x09) end++;
  const indent = String.fromCharCode(...bytes.subarray(lineStart, Math.min(end, lineStart + MAX_INDENT)));
  return {
    indent: indent === "" ? "" : indent.slice(0, Math.max(1, Math.round(indent.length / level))),
    lineEnd: bytes[lineStart - 2] === CARRIAGE_RETURN ? "\r\n" : "\n",
    hasLines: lineStart > 0,
  };
}

/** Wider indentations are cut. */
const MAX_INDENT = 64;

/**
 * JSON text in pieces, indented by one blank a level as nbformat does, in another layout. Line ends stand only between
 * tokens.
 */
export function* reindented(pieces: Iterable<string>, { indent, lineEnd, hasLines }: Layout): Generator<string> {
  const layOut = (text: string): string =>
    text.replace(/\n( *)/g, (_all, blanks: string) => (hasLines ? lineEnd + indent.repeat(blanks.length) : ""));
  let held = "";
  for (const piece of pieces) {
    const text = held + piece;
    // The blanks of a line may go on in the next piece.
    const last = text.lastIndexOf("\n");
    const cut = last >= 0 && /^\n *$/.test(text.slice(last)) ? last : text.length;
    held = text.slice(cut);
    yield layOut(text.slice(0, cut));
  }
  yield layOut(held);
}
