import { inspectTypeScript } from "../inspect/typescript.js";
import { translateValue } from "./translate-value.js";
import type { Translator, ValueWriters } from "./translator.js";

const RESERVED = new Set(
  (
    "break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if import in instanceof new null return super switch this throw true try typeof var void while with " +
    "yield let static await implements interface package private protected public eval arguments undefined NaN Infinity"
  ).split(" "),
);

const writers: ValueWriters = {
  none: () => "null",
  boolean: String,
  // A whole number that JavaScript's numbers cannot hold exactly stays exact.
  integer: (value) => (typeof value === "bigint" ? `${value}n` : String(value)),
  float: (value) => (Object.is(value, -0) ? "-0" : String(value)),
  text: quoted,
  list: (items) => `[${items.join(", ")}]`,
  // A computed key makes "__proto__" an ordinary property.
  map: (entries) =>
    entries.length === 0
      ? "{}"
      : `{ ${entries.map(([key, value]) => `${key === '"__proto__"' ? `[${key}]` : key}: ${value}`).join(", ")} }`,
};

// JSON's escapes are JavaScript's; the two line separators are escaped for parsers older than ES2019.
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function isName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name) && !RESERVED.has(name);
}

const COMPLETE_LINE = /^\s*(?:\/\/.*|(?:let|const|var)\s+[\w$]+\s*(?::[^=,;]*)?=[^,;]*;?\s*(?:\/\/.*)?)?$/;

/** True for blank lines, comments, and declarations of one name with a value, each on one line. */
function isComplete(source: string): boolean {
  return source.split("\n").every((line) => COMPLETE_LINE.test(line));
}

const common = {
  comment: (text: string): string => `// ${text}`,
  translate: (value: Parameters<Translator["translate"]>[0]): string => translateValue(value, writers),
  isName,
  inspect: inspectTypeScript,
  isComplete,
};

/** For kernels where each cell may declare a name anew. */
export const javascriptTranslator: Translator = {
  ...common,
  assign: (name, literal) => `var ${name} = ${literal};`,
  strict: false,
};

/**
 * Deno, which runs cells as V8's REPL does: a name may be declared again, but only by the keyword that declared it first.
 * Functions of earlier cells then see the new value.
 */
export const denoTranslator: Translator = {
  ...common,
  assign: (name, literal, declared) => `${declared?.keyword ?? "var"} ${name} = ${literal};`,
  strict: true,
};

/** TypeScript in kernels other than ours: a declaration that the cells before do not constrain. */
export const typescriptTranslator: Translator = { ...javascriptTranslator, strict: true };

/**
 * Our kernel: a plain assignment is type-checked against the declaration and reaches functions that were defined in
 * earlier cells. A constant cannot be assigned, so it is declared anew with its type; so is a name nobody declared.
 */
export const cellmillTranslator: Translator = {
  ...common,
  strict: true,
  ending: "void 0;",
  assign(name, literal, declared) {
    if (declared?.keyword === "let" || declared?.keyword === "var") return `${name} = ${literal};`;
    if (declared === undefined) return `var ${name} = ${literal};`;
    const annotation = declared.inferredTypeName === "None" ? "" : `: ${declared.inferredTypeName}`;
    return `const ${name}${annotation} = ${literal};`;
  },
};
