/** A piece of a line: a number, a run of blanks, or text between them. */
export type TokenKind = "number" | "blank" | "text" | "end";

export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
}

/**
 * How numbers are told from names. `text`: digits inside a word (`PC1`, `sha256`, `0x7f3a`), after `#`, in versions
 * (`1.2.3`, `v1.2`), dates, clock times and file names (`10.txt`) are no numbers. `svg`: path data and their like, where
 * letters and signs stand right beside numbers.
 */
export type TokenMode = "text" | "svg";

const NUMBER = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/y;
const UNSIGNED = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/y;
const WORD = /[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*(?:[-.]\d[\p{L}\p{M}\p{N}_]*)*/uy;
const LETTERS = /[\p{L}\p{M}_]+/uy;
// A date's clock time stands right behind it: "2024-01-05T12:30:45.5".
const NAME_REST = /[\p{L}\p{M}\p{N}_.]+(?:-\d[\p{L}\p{M}\p{N}_.]*)*(?::\d{2}(?!\d)(?:[.,]\d+)?)*/uy;
const MOMENT = /(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?|\d{4}\/\d{1,2}\/\d{1,2}|\d{1,2}\/\d{1,2}\/\d{4})(?![\d:])/y;
// What follows the scheme of a URL: its digits are parts of names.
const ADDRESS = /:\/\/[^\s"'`<>()[\]{}]*/y;
const HASH = /#[\p{L}\p{M}\p{N}_]*/uy;

function match(expression: RegExp, line: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(line) ? expression.lastIndex : -1;
}

/** Moves `token` to what follows it in the line. Numbers are as long as they can be; text runs up to the next number or blank. */
export function nextToken(line: string, token: Token, mode: TokenMode): void {
  let at = token.end;
  token.start = at;
  if (at >= line.length) {
    token.kind = "end";
    return;
  }
  if (isBlank(line.charCodeAt(at))) {
    while (at < line.length && isBlank(line.charCodeAt(at))) at++;
    token.kind = "blank";
    token.end = at;
    return;
  }
  let end = numberEnd(line, at, mode);
  if (end !== -1) {
    token.kind = "number";
    token.end = end;
    return;
  }
  // Text: names are taken whole, so that a digit inside one never starts a number.
  while (at < line.length && !isBlank(line.charCodeAt(at))) {
    end = numberEnd(line, at, mode);
    if (end !== -1) break;
    at = textEnd(line, at, mode);
  }
  token.kind = "text";
  token.end = at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** End of the number that starts here, or -1. */
function numberEnd(line: string, at: number, mode: TokenMode): number {
  const code = line.charCodeAt(at);
  const signed = code === 43 || code === 45;
  if (!signed && !isDigit(code) && code !== 46) return -1;
  if (mode === "svg") return match(NUMBER, line, at);
  // After a digit, letter or closing bracket a sign is an operator or a hyphen: "2024-01-05", "a-1", "1.+2.j".
  if (signed && at > 0 && /(?:[\p{L}\p{M}\p{N}_)\]]|\d\.)$/u.test(line.slice(Math.max(0, at - 2), at))) return -1;
  if (!signed && match(MOMENT, line, at) !== -1) return -1;
  const end = match(signed ? NUMBER : UNSIGNED, line, at);
  return end === -1 || isName(line, at, end) ? -1 : end;
}

// "1.2.3" is a version, "3a4f" a hash, "2024-01-05" a date, "12345678-ab" an id; "5x" and "12ms" are numbers with units,
// "1.5-2.5j" is two numbers.
function isName(line: string, start: number, end: number): boolean {
  const code = line.charCodeAt(end);
  if (code === 45 && (isDigit(line.charCodeAt(end + 1)) || match(LETTERS, line, end + 1) !== -1)) {
    let at = start;
    while (at < end && isDigit(line.charCodeAt(at))) at++;
    if (at === end) return true;
  }
  if (code === 46 && (isDigit(line.charCodeAt(end + 1)) || line.charCodeAt(end - 1) === 46)) return true;
  const letters = match(LETTERS, line, end);
  if (letters === -1) return false;
  // "10.txt" is a file; of a number with a point at its end, one letter may be the unit: "2.j".
  return isDigit(line.charCodeAt(letters)) || (line.charCodeAt(end - 1) === 46 && letters > end + 1);
}

function textEnd(line: string, at: number, mode: TokenMode): number {
  const code = line.charCodeAt(at);
  if (code === 35) return match(HASH, line, at);
  if (mode === "svg") {
    const letters = match(LETTERS, line, at);
    return letters === -1 ? at + 1 : letters;
  }
  if (isDigit(code) || ((code === 43 || code === 45 || code === 46) && isDigit(line.charCodeAt(at + 1)))) {
    // A sign between numbers stands for itself; digits that are no number are the rest of a name.
    const isSign = code === 43 || code === 45;
    if (isSign && /[\d.)\]]/.test(line.charAt(at - 1))) return at + 1;
    const moment = match(MOMENT, line, at);
    if (moment !== -1) return moment;
    const rest = match(NAME_REST, line, isSign ? at + 1 : at);
    return rest === -1 ? at + 1 : rest;
  }
  const word = match(WORD, line, at);
  if (word === -1) return at + 1;
  return line.startsWith("://", word) ? match(ADDRESS, line, word) : word;
}
