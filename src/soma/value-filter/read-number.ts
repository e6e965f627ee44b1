import { filterError } from "./filter-error.js";
import type { Token } from "./token.js";

const WORD = /[0-9A-Za-z_.]+(?:(?<=[0-9.][eE])[+-][0-9A-Za-z_]+)?/y;
const RADIX = /^0(?:x(?:_?[0-9a-f])+|o(?:_?[0-7])+|b(?:_?[01])+)$/i;
const DECIMAL = /^(?:0(?:_?0)*|[1-9](?:_?[0-9])*)$/;
const DIGITS = "[0-9](?:_?[0-9])*";
const FLOAT = new RegExp(`^(?:${DIGITS}\\.(?:${DIGITS})?|\\.${DIGITS}|${DIGITS}(?=e))(?:e[+-]?${DIGITS})?$`, "i");

/** The number that starts here: Python's integers (any base, underscores) and floats. */
export function readNumber(filter: string, start: number): Token {
  WORD.lastIndex = start;
  const text = WORD.exec(filter)![0];
  const span = { start, end: start + text.length };
  const plain = text.replaceAll("_", "");
  if (RADIX.test(text) || DECIMAL.test(text)) {
    const value = BigInt(plain);
    return { kind: "number", value: Number.isSafeInteger(Number(value)) ? Number(value) : value, ...span };
  }
  if (FLOAT.test(text)) return { kind: "number", value: Number(plain), ...span };
  const octal = /^0[0-9]+$/.test(plain);
  throw filterError(filter, span, {
    what: `invalid number ${text}`,
    ...(octal ? { hint: "Numbers do not start with 0." } : {}),
  });
}
