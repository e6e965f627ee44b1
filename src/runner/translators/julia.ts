import { identifiers, makeTranslator, namedFloat } from "./make-translator.js";
import type { Translator } from "./translator.js";
import { escapedText } from "./unicode-escape.js";

/** In Julia's text `$` would interpolate, which papermill lets happen, and `\xe9` would be a raw byte. */
export const juliaTranslator: Translator = makeTranslator(
  (text) => `# ${text}`,
  (name, literal) => `${name} = ${literal}`,
  identifiers(
    "baremodule begin break catch const continue do else elseif end export false finally for function global if import " +
      "let local macro module quote return struct true try using while in isa where",
    /^[\p{L}_][\p{L}\p{N}_!]*$/u,
  ),
  {
    none: () => "nothing",
    boolean: String,
    integer: String,
    float: namedFloat("NaN", "Inf", "-Inf"),
    text: (value) => escapedText(value, { hexUpTo: 0x7f, astral: "long", also: "$" }),
    // Beside numbers Julia would make numbers of true and false.
    list: (items) => `${items.some(isBoolean) && items.some(isNumber) ? "Any" : ""}[${items.join(", ")}]`,
    map: (entries) => `Dict(${entries.map(([key, value]) => `${key} => ${value}`).join(", ")})`,
  },
);

function isBoolean(literal: string): boolean {
  return literal === "true" || literal === "false";
}

function isNumber(literal: string): boolean {
  return /^-?(?:[0-9]|NaN|Inf)/.test(literal);
}
