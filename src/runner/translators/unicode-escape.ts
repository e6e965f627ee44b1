/** The text in double quotes, escaped as Python's `unicode_escape` codec does, and quotes with a backslash. */
export function escapedText(text: string): string {
  let escaped = "";
  for (const character of text) escaped += escapeCharacter(character, character.codePointAt(0) as number);
  return `"${escaped}"`;
}

function escapeCharacter(character: string, code: number): string {
  if (character === "\\") return "\\\\";
  if (character === '"') return '\\"';
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  if (character === "\r") return "\\r";
  if (code >= 0x20 && code < 0x7f) return character;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
