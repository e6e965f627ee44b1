import { asciiDigits } from "../../core/decimal-digits.js";
import { type JsonFloat, jsonFloat } from "../../nbformat/index.js";

/** Longer texts are no integer for Python (its limit against slow conversion), but still a float. */
const MAX_INT_DIGITS = 4300;

const DIGITS = "[0-9](?:_?[0-9])*";
const INT = new RegExp(`^([+-]?)(${DIGITS})$`);
const FLOAT = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`);
const NOT_FINITE = /^([+-]?)(inf|infinity|nan)$/i;

const OUTER_SPACE = /^\p{White_Space}+|\p{White_Space}+$/gu;

/** What Python's `int(text)` gives, exact at any size, or `undefined` where it raises. */
export function pythonInt(text: string): number | bigint | undefined {
  const match = INT.exec(normalise(text));
  if (match === null) return undefined;
  const digits = (match[2] as string).replaceAll("_", "");
  if (digits.length > MAX_INT_DIGITS) return undefined;
  const value = BigInt(digits) * (match[1] === "-" ? -1n : 1n);
  return BigInt.asIntN(54, value) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** What Python's `float(text)` gives, or `undefined` where it raises. */
export function pythonFloat(text: string): number | JsonFloat | undefined {
  const plain = normalise(text);
  const special = NOT_FINITE.exec(plain);
  if (special !== null) {
    if (special[2]?.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? -Infinity : Infinity;
  }
  return FLOAT.test(plain) ? jsonFloat(Number(plain.replaceAll("_", ""))) : undefined;
}

// Python strips white space and takes decimal digits of every script.
function normalise(text: string): string {
  return asciiDigits(text.replace(OUTER_SPACE, ""));
}
