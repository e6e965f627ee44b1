import { pythonFloatRepr } from "../../nbformat/index.js";
import { identifiers, makeTranslator } from "./make-translator.js";
import type { Translator } from "./translator.js";
import { escapedBody } from "./unicode-escape.js";

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
    float: (value) =>
      Number.isFinite(value) ? pythonFloatRepr(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf",
    text: (value) => `"${escapedBody(value).replaceAll('"', '""')}"`,
    list: (items) => `{${items.join(", ")}}`,
    map: (entries) => {
      const keys = entries.map(([key]) => characterArray(key)).join(", ");
      return `containers.Map({${keys}}, {${entries.map(([, value]) => value).join(", ")}})`;
    },
  },
);

// Keys of a Map are character arrays, in single quotes; the key comes as a literal in double quotes.
function characterArray(literal: string): string {
  return `'${literal.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")}'`;
}
