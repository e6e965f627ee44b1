/** A text in pieces of about `size` characters; none ends inside a surrogate pair. */
export function* textPieces(text: string, size: number): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + size, text.length);
    // Half of a surrogate pair would be escaped as a lone one is.
    while (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end++;
    yield text.slice(start, end);
    start = end;
  }
}

/** The JSON string of a text that comes in pieces. */
export function* stringPieces(pieces: Iterable<string>): Generator<string> {
  let quote = '"';
  for (const piece of pieces) {
    yield quote + stringInside(piece);
    quote = "";
  }
  yield `${quote}"`;
}

/** What stands between the quotes of a text's JSON string. */
export function stringInside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** True for the first half of a character that takes two units. */
export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
