import { identifiers, integerWithin, makeTranslator, namedFloat } from "./make-translator.js";
import type { Translator } from "./translator.js";
import { escapedText } from "./unicode-escape.js";

export const fsharpTranslator: Translator = makeTranslator(
  (text) => `(* ${text} *)`,
  (name, literal) => `let ${name} = ${literal}`,
  identifiers(
    "abstract and as assert base begin class default delegate do done downcast downto elif else end exception extern false " +
      "finally fixed for fun function global if in inherit inline interface internal lazy let match member module mutable " +
      "namespace new not null of open or override private public rec return static struct then to true try type upcast use " +
      "val void when while with yield _ asr land lor lsl lsr lxor mod sig component const constraint include mixin parallel process " +
      "protected pure sealed tailcall trait virtual atomic break checked",
  ),
  {
    none: () => "None",
    boolean: String,
    integer: integerWithin((digits) => `${digits}I`),
    float: namedFloat("nan", "infinity", "-infinity"),
    text: (value) => escapedText(value, { hexUpTo: -1, astral: "long" }),
    list,
    map: (entries) =>
      // The type of an empty one cannot be found out.
      entries.length === 0
        ? "Map.empty<string, IComparable>"
        : `[ ${entries.map(([key, value]) => `(${key}, ${value} :> IComparable)`).join("; ")} ] |> Map.ofList`,
  },
);

/** A list; items of several types, which papermill writes side by side and F# refuses, are boxed. */
function list(items: readonly string[]): string {
  const mixed = new Set(items.map(typeOf)).size > 1;
  return `[ ${items.map((item) => (mixed ? `box (${item})` : item)).join("; ")} ]`;
}

/** What tells a literal's type from another's. */
function typeOf(literal: string): string {
  const inner = /^\[ (?!\()(.*)$/s.exec(literal)?.[1];
  if (inner !== undefined) return `list of ${typeOf(inner)}`;
  if (literal.startsWith("[ (") || literal.startsWith("Map.")) return "map";
  const number = /^-?(?:\d+([IL]?)(?![.e\d])|\d|nan|infinity)/.exec(literal);
  if (number !== null) return `number${number[1] ?? "."}`;
  return /^(?:"|true|false|None|box|\])/.exec(literal)?.[0].replace("false", "true") ?? literal;
}
