import { UnsupportedFeatureError } from "../../core/index.js";
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

/** Integers that a 32-bit int cannot hold get an L. */
export function integerWithL(value: number | bigint): string {
  return value > 2147483647 || value < -2147483648 ? `${value}L` : String(value);
}
