import { JsonFloat, pythonFloatRepr } from "../../nbformat/index.js";
import { type TemplateValue, UtcDate } from "./path-template-types.js";
import type { ParameterValue } from "./value.js";

/** The value as Python's `repr` (with `ascii`, its `ascii`) prints it. */
export function pythonRepr(value: TemplateValue, ascii = false): string {
  if (value === null) return "None";
  if (typeof value === "string") return reprText(value, ascii);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof JsonFloat) return pythonFloatRepr(value.value);
  if (typeof value === "number" && !Number.isInteger(value)) return pythonFloatRepr(value);
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (value instanceof Date) return isoText(value);
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<ParameterValue, TemplateValue>)];
    return `{${entries.map(([key, item]) => `${pythonRepr(key, ascii)}: ${pythonRepr(item, ascii)}`).join(", ")}}`;
  }
  return `[${(value as readonly ParameterValue[]).map((item) => pythonRepr(item, ascii)).join(", ")}]`;
}

/** The value as Python's `str` prints it. */
export function pythonStr(value: TemplateValue): string {
  return typeof value === "string" ? value : pythonRepr(value);
}

function isoText(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace("Z", date instanceof UtcDate ? "000+00:00" : "000");
}

// Python prefers single quotes, and double quotes where the text has single ones only.
function reprText(text: string, ascii: boolean): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const character of text) body += reprCharacter(character, quote, ascii);
  return quote + body + quote;
}

function reprCharacter(character: string, quote: string, ascii: boolean): string {
  if (character === quote || character === "\\") return `\\${character}`;
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  const code = character.codePointAt(0) as number;
  if (code >= 0x20 && code < 0x7f) return character;
  // Python prints what Unicode calls printable: no separators but the space, no controls, nothing unassigned.
  if (code > 0xff && !ascii && !/[\p{C}\p{Z}]/u.test(character)) return character;
  if (code <= 0xff) return ascii || /[\p{C}\p{Z}]/u.test(character) ? `\\x${hex(code, 2)}` : character;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
