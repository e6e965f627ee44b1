import { identifiers, makeTranslator, namedFloat, unsupported } from "./make-translator.js";
import type { Translator } from "./translator.js";
import { escapedText } from "./unicode-escape.js";

const list = (items: readonly string[]): string => `list(${items.join(", ")})`;

const isRName = identifiers(
  "if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ NA_complex_ NA_character_ in",
  // `...` and `..1` stand for arguments.
  /^(?!\.\.(?:\.|[0-9]+)$)(?:[\p{L}]|\.(?![0-9]))[\p{L}\p{N}._]*$/u,
);

// A name that starts with an underscore is none in R; papermill drops it.
const nameInR = (name: string): string => name.replace(/^_+/, "");

/** For R, `"\xe9"` would be a raw byte, where papermill's output shows broken; `\u00e9` is the character. */
export const rTranslator: Translator = makeTranslator(
  (text) => `# ${text}`,
  (name, literal) => `${nameInR(name)} = ${literal}`,
  (name) => isRName(nameInR(name)),
  {
    none: () => "NULL",
    boolean: (value) => (value ? "TRUE" : "FALSE"),
    integer: String,
    float: namedFloat("NaN", "Inf", "-Inf"),
    text: rText,
    list,
    map: (entries) => {
      if (entries.every(([key]) => key !== '""')) return list(entries.map(([key, value]) => `${key} = ${value}`));
      // An argument without a name is refused; a name that is set is not.
      const names = entries.map(([key]) => key).join(", ");
      return `setNames(${list(entries.map(([, value]) => value))}, c(${names}))`;
    },
  },
);

function rText(value: string): string {
  if (value.includes("\0")) return unsupported("a text with a NUL character", "R")();
  // R refuses a text that has both \x and \u.
  const hexUpTo = /[\u0080-\uffff]/.test(value) ? 0 : 0x7f;
  return escapedText(value, { hexUpTo, astral: "long" });
}
