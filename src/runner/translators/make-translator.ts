import { UnsupportedFeatureError } from "../../core/index.js";
import { pythonFloatRepr } from "../../nbformat/index.js";
import { translateValue } from "./translate-value.js";
import type { Translator, ValueWriters } from "./translator.js";

/** A translator of a language that cannot be inspected, from its parts. */
export function makeTranslator(
  comment: Translator["comment"],
  assign: (name: string, literal: string) => string,
  isName: (name: string) => boolean,
  writers: ValueWriters,
): Translator {
  return { comment, assign, isName, translate: (value) => translateValue(value, writers), strict: false };
}

/** A writer for a kind of value that the language has no literal for. */
export function unsupported(kind: string, language: string): () => never {
  return () => {
    throw new UnsupportedFeatureError({ what: `${kind} cannot be written as a ${language} literal` });
  };
}

/** A test for identifiers of letters, digits and underscores that are no reserved word. */
export function identifiers(reserved: string, pattern: RegExp = /^[A-Za-z_][A-Za-z0-9_]*$/): (name: string) => boolean {
  const words = new Set(reserved.split(" "));
  return (name) => pattern.test(name) && !words.has(name);
}

/** A writer of integers: those that 32 bits cannot hold get an L, those that 64 bits cannot hold the language's own form. */
export function integerWithin(big: (digits: string) => string): (value: number | bigint) => string {
  return (value) => {
    if (BigInt.asIntN(64, BigInt(value)) !== BigInt(value)) return big(String(value));
    return value > 2147483647 || value < -2147483648 ? `${value}L` : String(value);
  };
}

/** A writer of floats, with the language's names for NaN and the infinities. */
export function namedFloat(nan: string, infinity: string, minusInfinity: string): (value: number) => string {
  return (value) => {
    if (Number.isFinite(value)) return pythonFloatRepr(value);
    return Number.isNaN(value) ? nan : value > 0 ? infinity : minusInfinity;
  };
}
