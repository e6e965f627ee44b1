import { pythonFloatRepr } from "../../nbformat/index.js";
import { identifiers, makeTranslator, namedFloat, unsupported } from "./make-translator.js";
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
    // What PowerShell's decimals cannot hold would become a float.
    integer: (value) => (BigInt.asIntN(96, BigInt(value)) === BigInt(value) ? String(value) : `${value}n`),
    float: namedFloat("[double]::NaN", "[double]::PositiveInfinity", "[double]::NegativeInfinity"),
    text: powershellText,
    // A list that is alone in a list would be taken for it.
    list: (items) => `@(${items.length === 1 && items[0]?.startsWith("@(") ? ", " : ""}${items.join(", ")})`,
    map: powershellMap,
  },
);

/** A hash table, whose keys PowerShell compares without regard to case, and refuses where they are equal. */
function powershellMap(entries: readonly (readonly [key: string, value: string])[]): string {
  if (new Set(entries.map(([key]) => key.toUpperCase())).size < entries.length)
    return unsupported("a mapping with keys that differ only in case", "PowerShell")();
  return `@{${entries.map(([key, value]) => `${key} = ${value}`).join("\n ")}}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const CONTROLS = /[\x01-\x09\x0b-\x1f\x7f]/;

/**
 * Text as one word of a shell, as Python's `shlex.quote` writes it. Control characters are spelled: Jupyter's bash gets
 * its code as typed into a terminal, where Ctrl-C ends the quotes and what follows is a command, and Tab completes.
 */
function shellWord(text: string): string {
  if (text === "") return "''";
  if (text.includes("\0")) return unsupported("a text with a NUL character", "bash")();
  if (CONTROLS.test(text)) return `$'${[...text].map(ansiCharacter).join("")}'`;
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

function ansiCharacter(character: string): string {
  if (character === "\\" || character === "'") return `\\${character}`;
  return CONTROLS.test(character) ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}` : character;
}

/** Variables whose values bash runs or expands at its next prompt or start, and those it lets nobody set. */
const SPECIAL = "PROMPT_COMMAND PS0 PS1 PS2 PS4 BASH_ENV ENV BASHOPTS BASH_VERSINFO EUID PPID SHELLOPTS UID";

export const bashTranslator: Translator = makeTranslator(
  (text) => `# ${text}`,
  (name, literal) => `${name}=${literal}`,
  identifiers(SPECIAL, /^[A-Za-z_][A-Za-z0-9_]*$/),
  {
    none: () => "",
    boolean: String,
    integer: String,
    float: pythonFloatRepr,
    text: shellWord,
    // A list in a list would be read as arithmetic.
    list: (items) =>
      items.some((item) => item.startsWith("(")) ? unsupported("a list in a list", "bash")() : `(${items.join(" ")})`,
    map: unsupported("a mapping", "bash"),
  },
);
