import { pythonFloatRepr } from "../../nbformat/index.js";
import { identifiers, makeTranslator, unsupported } from "./make-translator.js";
import type { Translator } from "./translator.js";

/** Text in PowerShell: the backtick escapes, `$` would interpolate, and a backslash is only a backslash. */
function powershellText(text: string): string {
  let body = "";
  for (const character of text) body += powershellCharacter(character, character.codePointAt(0) as number);
  return `"${body}"`;
}

const POWERSHELL_ESCAPES: Readonly<Record<string, string>> = { "\n": "`n", "\r": "`r", "\t": "`t", "\0": "`0" };

function powershellCharacter(character: string, code: number): string {
  // PowerShell takes the typographic double quotes for quotes, too.
  if ('"`$\u201c\u201d\u201e'.includes(character)) return `\`${character}`;
  return POWERSHELL_ESCAPES[character] ?? (code < 0x20 || code === 0x7f ? `\`u{${code.toString(16)}}` : character);
}

export const powershellTranslator: Translator = makeTranslator(
  (text) => `# ${text}`,
  (name, literal) => `$${name} = ${literal}`,
  identifiers("_ true false null", /^[A-Za-z_][A-Za-z0-9_]*$/),
  {
    none: () => "$Null",
    boolean: (value) => (value ? "$True" : "$False"),
    integer: String,
    float: (value) => {
      if (Number.isFinite(value)) return pythonFloatRepr(value);
      return `[double]::${Number.isNaN(value) ? "NaN" : value > 0 ? "PositiveInfinity" : "NegativeInfinity"}`;
    },
    text: powershellText,
    list: (items) => `@(${items.join(", ")})`,
    map: (entries) => `@{${entries.map(([key, value]) => `${key} = ${value}`).join("\n ")}}`,
  },
);

/** Text as one word of a POSIX shell, as Python's `shlex.quote` writes it. */
function shellWord(text: string): string {
  if (text === "") return "''";
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

export const bashTranslator: Translator = makeTranslator(
  (text) => `# ${text}`,
  (name, literal) => `${name}=${literal}`,
  identifiers("", /^[A-Za-z_][A-Za-z0-9_]*$/),
  {
    none: () => "",
    boolean: String,
    integer: String,
    float: pythonFloatRepr,
    text: shellWord,
    list: (items) => `(${items.join(" ")})`,
    map: unsupported("a mapping", "bash"),
  },
);
