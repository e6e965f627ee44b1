import { filterError } from "./filter-error.js";
import { readNumber } from "./read-number.js";
import { readString } from "./read-string.js";
import type { Token } from "./token.js";

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const OPERATOR = /\*\*|\/\/|<<|>>|<=|>=|==|!=|->|:=|\.\.\.|[-+*/%@&|^~<>()[\]{},:.=;!]/y;
const STRING_START = /[A-Za-z]{0,2}(?:"|')/y;

/** The tokens of a value filter by Python's rules; line breaks count only outside brackets, where they must be last. */
export function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let at = 0;
  let ended: number | undefined;
  while (at < filter.length) {
    const char = filter[at]!;
    if (char === "#") {
      while (at < filter.length && filter[at] !== "\n") at++;
    } else if (char === "\n" || char === "\r") {
      if (depth === 0 && tokens.length > 0) ended ??= at;
      at++;
    } else if (char === "\\" && filter[at + 1] === "\n") {
      at += 2;
    } else if (/[ \t\f]/.test(char)) {
      at++;
    } else {
      const token = readToken(filter, at);
      if (ended !== undefined) {
        throw filterError(filter, token, {
          what: "the expression ends at the line break before this",
          hint: "Put parentheses around it to continue on the next line.",
        });
      }
      if (token.kind === "op") {
        if ("([{".includes(token.text)) depth++;
        else if (")]}".includes(token.text)) depth--;
      }
      tokens.push(token);
      at = token.end;
    }
  }
  const end = ended ?? filter.trimEnd().length;
  tokens.push({ kind: "end", start: end, end: end + 1 });
  return tokens;
}

function readToken(filter: string, start: number): Token {
  if (matchAt(STRING_START, filter, start) !== undefined) return readString(filter, start);
  const name = matchAt(NAME, filter, start);
  if (name !== undefined) {
    return { kind: KEYWORDS.has(name) ? "keyword" : "name", text: name, start, end: start + name.length };
  }
  if (/[0-9]/.test(filter[start]!) || (filter[start] === "." && /[0-9]/.test(filter[start + 1] ?? ""))) {
    return readNumber(filter, start);
  }
  const text = matchAt(OPERATOR, filter, start);
  if (text !== undefined) return { kind: "op", text, start, end: start + text.length };
  const character = String.fromCodePoint(filter.codePointAt(start)!);
  throw filterError(
    filter,
    { start, end: start + character.length },
    { what: `unexpected character ${JSON.stringify(character)}` },
  );
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
