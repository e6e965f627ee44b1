// What Python's classes hold for texts, and with the flag "a". JavaScript's \w and \d are those of ASCII; its \s has U+FEFF and
// lacks U+001C to U+001F and U+0085.
const UNICODE: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  w: "\\p{L}\\p{N}_",
  s: "\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000",
};
const ASCII: Readonly<Record<string, string>> = { d: "0-9", w: "a-zA-Z0-9_", s: "\\t-\\r\\u0020" };

/** What stands in the brackets of a class for Python's `\d`, `\w` or `\s`. */
export function classMembers(letter: string, ascii: boolean): string {
  return (ascii ? ASCII : UNICODE)[letter] as string;
}

/** Python's `\d`, `\w`, `\s` or one of their opposites as a class. */
export function pythonClass(letter: string, ascii: boolean): string {
  const small = letter.toLowerCase();
  return `[${small === letter ? "" : "^"}${classMembers(small, ascii)}]`;
}

/** Python's `\b`, or its opposite. */
export function pythonBoundary(isBoundary: boolean, ascii: boolean): string {
  const word = pythonClass("w", ascii);
  const [behind, ahead] = [`(?<=${word})`, `(?=${word})`];
  const [notBehind, notAhead] = [`(?<!${word})`, `(?!${word})`];
  return isBoundary ? `(?:${behind}${notAhead}|${notBehind}${ahead})` : `(?:${behind}${ahead}|${notBehind}${notAhead})`;
}

/** One character, inside a class or outside, whatever it means to either language. */
export function literal(character: string): string {
  return /^[a-zA-Z0-9_]$/.test(character) ? character : `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
