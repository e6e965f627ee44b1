import { identifiers, makeTranslator, namedFloat } from "./make-translator.js";
import type { Translator } from "./translator.js";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const ESCAPED = /[\\\x00-\x1f\x7f]/;

/**
 * MATLAB's texts know no escapes but the doubled quote, and Octave's do: a text with controls or backslashes is spelled by
 * `sprintf`, which reads alike in both. Papermill writes Python's escapes, which MATLAB takes for characters.
 */
function matlabText(text: string): string {
  if (!ESCAPED.test(text)) return `"${text.replaceAll('"', '""')}"`;
  return `sprintf("${Array.from(text, formatCharacter).join("")}")`;
}

const FORMAT_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "%": "%%",
  '"': '""',
};

function formatCharacter(character: string): string {
  const code = character.charCodeAt(0).toString(8).padStart(3, "0");
  return FORMAT_ESCAPES[character] ?? (ESCAPED.test(character) ? `\\${code}` : character);
}

export const matlabTranslator: Translator = makeTranslator(
  (text) => `% ${text}`,
  (name, literal) => `${name} = ${literal};`,
  identifiers(
    "break case catch classdef continue else elseif end for function global if otherwise parfor persistent return spmd " +
      "switch try while",
    /^[A-Za-z][A-Za-z0-9_]*$/,
  ),
  {
    none: () => "NaN",
    boolean: String,
    integer: String,
    float: namedFloat("NaN", "Inf", "-Inf"),
    text: matlabText,
    list: (items) => `{${items.join(", ")}}`,
    map: (entries) => {
      if (entries.length === 0) return "containers.Map()";
      const keys = entries.map(([key]) => characterArray(key)).join(", ");
      return `containers.Map({${keys}}, {${entries.map(([, value]) => value).join(", ")}})`;
    },
  },
);

// Keys of a Map are character arrays, in single quotes; the key comes as a text of the above.
function characterArray(literal: string): string {
  const [, before = "", body = "", after = ""] = /^([^"]*)"([\s\S]*)"([^"]*)$/.exec(literal) ?? [];
  return `${before}'${body.replaceAll('""', '"').replaceAll("'", "''")}'${after}`;
}
