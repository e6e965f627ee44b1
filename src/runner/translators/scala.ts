import { identifiers, integerWithin, makeTranslator, namedFloat } from "./make-translator.js";
import type { Translator } from "./translator.js";
import { escapedText } from "./unicode-escape.js";

export const scalaTranslator: Translator = makeTranslator(
  (text) => `// ${text}`,
  (name, literal) => `val ${name} = ${literal}`,
  identifiers(
    "abstract case catch class def do else extends false final finally for forSome if implicit import lazy match new null " +
      "object override package private protected return sealed super this throw trait try true type val var while with yield _",
  ),
  {
    none: () => "None",
    boolean: String,
    integer: integerWithin((digits) => `BigInt("${digits}")`),
    float: namedFloat("Double.NaN", "Double.PositiveInfinity", "Double.NegativeInfinity"),
    // Scala knows neither \x nor \U.
    text: (value) => escapedText(value, { hexUpTo: -1, astral: "surrogates" }),
    list: (items) => `Seq${wouldRound(items) ? "[Any]" : ""}(${items.join(", ")})`,
    map: (entries) => `Map(${entries.map(([key, value]) => `${key} -> ${value}`).join(", ")})`,
  },
);

/** True for whole numbers of 64 bits beside floats, which Scala would make floats, too. */
function wouldRound(items: readonly string[]): boolean {
  return items.some((item) => /^-?\d+L$/.test(item)) && items.some((item) => /^(?:-?\d+(?:\.|e)|Double\.)/.test(item));
}
