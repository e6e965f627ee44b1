import { filterError } from "./filter-error.js";
import type { Token } from "./token.js";

const SIMPLE_ESCAPES = new Map([
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

/** The text that starts here: single, double or triple quotes, prefixes r, u and b, Python's escapes. */
export function readString(filter: string, start: number): Token {
  let at = start;
  while (filter[at] !== "'" && filter[at] !== '"') at++;
  const prefix = filter.slice(start, at).toLowerCase();
  if (!["", "r", "u", "b", "br", "rb"].includes(prefix)) {
    const what = prefix.includes("f") ? "f-strings are not supported" : `unknown string prefix ${prefix}`;
    throw filterError(filter, { start, end: at + 1 }, { what });
  }
  const quote = filter.startsWith(filter[at]!.repeat(3), at) ? filter[at]!.repeat(3) : filter[at]!;
  const body = at + quote.length;
  const end = findQuote(filter, body, quote, start);
  const raw = filter.slice(body, end);
  const value = prefix.includes("r") ? raw : unescapeText(filter, body, end, prefix === "b");
  return { kind: "string", value, start, end: end + quote.length };
}

function findQuote(filter: string, from: number, quote: string, start: number): number {
  for (let at = from; at < filter.length; at++) {
    if (filter[at] === "\\") at++;
    else if (filter.startsWith(quote, at)) return at;
    else if (filter[at] === "\n" && quote.length === 1) break;
  }
  throw filterError(filter, { start, end: start + 1 }, { what: "this text has no closing quote", expected: quote });
}

function unescapeText(filter: string, start: number, end: number, isBytes: boolean): string {
  let out = "";
  for (let at = start; at < end; at++) {
    if (filter[at] !== "\\") {
      out += filter[at];
      continue;
    }
    const next = filter[at + 1]!;
    const simple = SIMPLE_ESCAPES.get(next);
    const octal = /^[0-7]{1,3}/.exec(filter.slice(at + 1, Math.min(at + 4, end)))?.[0];
    const digits = next === "x" ? 2 : isBytes ? 0 : next === "u" ? 4 : next === "U" ? 8 : 0;
    if (simple !== undefined) {
      out += simple;
      at++;
    } else if (octal !== undefined) {
      out += String.fromCharCode(Number.parseInt(octal, 8));
      at += octal.length;
    } else if (digits > 0) {
      out += hexEscape(filter, at, digits, end);
      at += 1 + digits;
    } else if (next === "N" && !isBytes) {
      throw filterError(filter, { start: at, end: at + 2 }, { what: "escapes by character name are not supported" });
    } else {
      // Python keeps a backslash before any other character.
      out += "\\";
    }
  }
  return out;
}

function hexEscape(filter: string, at: number, digits: number, end: number): string {
  const hex = filter.slice(at + 2, Math.min(at + 2 + digits, end));
  const code = Number.parseInt(hex, 16);
  if (hex.length === digits && /^[0-9a-f]+$/i.test(hex) && code <= 0x10ffff) return String.fromCodePoint(code);
  throw filterError(
    filter,
    { start: at, end: at + 2 + hex.length },
    { what: "invalid escape", expected: `${digits} hexadecimal digits` },
  );
}
