import { identifiers, integerWithin, makeTranslator, namedFloat } from "./make-translator.js";
import type { Translator } from "./translator.js";
import { escapedText } from "./unicode-escape.js";

export const csharpTranslator: Translator = makeTranslator(
  (text) => `// ${text}`,
  // `var` has no type to take from null.
  (name, literal) => `${literal === "null" ? "object" : "var"} ${name} = ${literal};`,
  identifiers(
    "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else " +
      "enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock " +
      "long namespace new null object operator out override params private protected public readonly ref return sbyte sealed " +
      "short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort " +
      "using virtual void volatile while",
  ),
  {
    none: () => "null",
    boolean: String,
    integer: integerWithin((digits) => `System.Numerics.BigInteger.Parse("${digits}")`),
    float: namedFloat("double.NaN", "double.PositiveInfinity", "double.NegativeInfinity"),
    // C# reads up to four digits after \x: \u has always four.
    text: (value) => escapedText(value, { hexUpTo: -1, astral: "long" }),
    list: (items) => `new ${hasOneType(items) ? "" : "object"}[] { ${items.join(", ")} }`,
    map: (entries) =>
      `new Dictionary<string,Object>{ ${entries.map(([key, value]) => `{ ${key} , ${value} }`).join(", ")} }`,
  },
);

/** Types that C# finds a common one for without a loss; elsewhere papermill's `new []` is no valid code, or rounds. */
const COMMON_TYPES = [new Set(["int", "long"]), new Set(["int", "double"])];

/** True for items from which C# finds the type of an array. */
function hasOneType(items: readonly string[]): boolean {
  const types = [...new Set(items.map(typeOf))];
  if (types.length === 1) return types[0] !== "null";
  return types.length > 0 && COMMON_TYPES.some((common) => types.every((type) => common.has(type)));
}

/** What tells a literal's type from another's. */
function typeOf(literal: string): string {
  const inner = /^new \[\] \{ (.*)$/s.exec(literal)?.[1];
  if (inner !== undefined) return `[] of ${/^-?\d|^double\./.test(inner) ? numberType(inner) : typeOf(inner)}`;
  if (/^-?\d|^double\./.test(literal)) return numberType(literal);
  return /^(?:"|true|false|null|new [^{]*|System\.)/.exec(literal)?.[0].replace("false", "true") ?? literal;
}

/** The type of a number, or of what several numbers have in common. */
function numberType(literals: string): string {
  if (literals.includes("L")) return "long";
  return /[.e]/.test(literals) ? "double" : "int";
}
