/** How a language spells characters that are not printable ASCII. */
export interface EscapeStyle {
  /** Up to which code `\xNN` means that character, -1 for none; above it `\u00NN` is written. Python: 0xff. */
  readonly hexUpTo: number;
  /** `\UNNNNNNNN`, or two `\uNNNN` of surrogates. */
  readonly astral: "long" | "surrogates";
  /** Further characters that get a backslash. */
  readonly also?: string;
}

export const PYTHON_ESCAPES: EscapeStyle = { hexUpTo: 0xff, astral: "long" };

/** The text in double quotes, escaped as Python's `unicode_escape` codec does where the language reads that alike. */
export function escapedText(text: string, style: EscapeStyle = PYTHON_ESCAPES): string {
  return `"${escapedBody(text, style).replaceAll('"', '\\"')}"`;
}

/** The escaped text without quotes around it or before its own quotes. */
export function escapedBody(text: string, style: EscapeStyle = PYTHON_ESCAPES): string {
  let escaped = "";
  for (const character of text) escaped += escapeCharacter(character, character.codePointAt(0) as number, style);
  return escaped;
}

function escapeCharacter(character: string, code: number, style: EscapeStyle): string {
  if (character === "\\" || style.also?.includes(character)) return `\\${character}`;
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  if (character === "\r") return "\\r";
  if (code >= 0x20 && code < 0x7f) return character;
  if (code <= style.hexUpTo) return `\\x${hex(code, 2)}`;
  if (code <= 0xffff) return `\\u${hex(code, 4)}`;
  if (style.astral === "long") return `\\U${hex(code, 8)}`;
  return `\\u${hex(character.charCodeAt(0), 4)}\\u${hex(character.charCodeAt(1), 4)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
