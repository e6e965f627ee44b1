import { pythonFloatRepr } from "../../nbformat/index.js";
import { identifiers, integerWithL, makeTranslator, unsupported } from "./make-translator.js";
import type { Translator } from "./translator.js";
import { type EscapeStyle, escapedText } from "./unicode-escape.js";

const comment = (text: string): string => `// ${text}`;

/** A float, or the language's names for NaN and the infinities. */
function float(nan: string, infinity: string, minusInfinity: string): (value: number) => string {
  return (value) => {
    if (Number.isFinite(value)) return pythonFloatRepr(value);
    return Number.isNaN(value) ? nan : value > 0 ? infinity : minusInfinity;
  };
}

// C# reads up to four digits after \x, and Scala none at all: \u with four digits is safe in both.
const scalaEscapes: EscapeStyle = { hexUpTo: 0, astral: "surrogates" };
const dotnetEscapes: EscapeStyle = { hexUpTo: 0, astral: "long" };

export const scalaTranslator: Translator = makeTranslator(
  comment,
  (name, literal) => `val ${name} = ${literal}`,
  identifiers(
    "abstract case catch class def do else extends false final finally for forSome if implicit import lazy match new null " +
      "object override package private protected return sealed super this throw trait try true type val var while with yield _",
  ),
  {
    none: () => "None",
    boolean: String,
    integer: integerWithL,
    float: float("Double.NaN", "Double.PositiveInfinity", "Double.NegativeInfinity"),
    text: (value) => escapedText(value, scalaEscapes),
    list: (items) => `Seq(${items.join(", ")})`,
    map: (entries) => `Map(${entries.map(([key, value]) => `${key} -> ${value}`).join(", ")})`,
  },
);

export const csharpTranslator: Translator = makeTranslator(
  comment,
  (name, literal) => `var ${name} = ${literal};`,
  identifiers(
    "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else " +
      "enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock " +
      "long namespace new null object operator out override params private protected public readonly ref return sbyte sealed " +
      "short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort " +
      "using virtual void volatile while",
  ),
  {
    none: unsupported("null", "C#"),
    boolean: String,
    integer: integerWithL,
    float: float("double.NaN", "double.PositiveInfinity", "double.NegativeInfinity"),
    text: (value) => escapedText(value, dotnetEscapes),
    list: (items) => `new [] { ${items.join(", ")} }`,
    map: (entries) =>
      `new Dictionary<string,Object>{ ${entries.map(([key, value]) => `{ ${key} , ${value} }`).join(", ")} }`,
  },
);

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
    integer: integerWithL,
    float: float("nan", "infinity", "-infinity"),
    text: (value) => escapedText(value, dotnetEscapes),
    list: (items) => `[ ${items.join("; ")} ]`,
    map: (entries) =>
      `[ ${entries.map(([key, value]) => `(${key}, ${value} :> IComparable)`).join("; ")} ] |> Map.ofList`,
  },
);
