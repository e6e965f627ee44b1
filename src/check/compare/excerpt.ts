import { createHash } from "node:crypto";
import { isJsonObject, JsonFloat, pythonFloatRepr } from "../../nbformat/index.js";

/** The longest text of a value in a `Difference`, in characters. */
export const EXCERPT_LENGTH: number = 2_000;

const MAX_DEPTH = 6;

/** A value as a text of bounded length: a text as it is, all else as JSON. Nothing deeper than the limit is visited. */
export function excerpt(value: unknown, length: number = EXCERPT_LENGTH): string {
  if (value === undefined) return "";
  if (typeof value === "string") return looksLikeBase64(value) ? snip(value) : cut(value, length);
  const parts: string[] = [];
  let room = length;
  const write = (text: string): void => {
    parts.push(text);
    room -= text.length;
  };
  const visit = (item: unknown, depth: number): void => {
    if (room <= 0) return;
    if (item instanceof JsonFloat) write(pythonFloatRepr(item.value));
    else if (Array.isArray(item) || isJsonObject(item)) {
      const [open, close] = Array.isArray(item) ? "[]" : "{}";
      write(open as string);
      if (depth >= MAX_DEPTH) write("…");
      else {
        let first = true;
        for (const key in item) {
          if (room <= 0) break;
          if (!first) write(", ");
          first = false;
          if (!Array.isArray(item)) write(`${JSON.stringify(cut(key, room + 8))}: `);
          visit((item as Record<string, unknown>)[key], depth + 1);
        }
      }
      write(close as string);
    } else if (typeof item === "string") write(JSON.stringify(cut(item, room + 8)));
    else write(String(item));
  };
  visit(value, 0);
  return cut(parts.join(""), length);
}

// Pictures and the like tell people nothing; nbval shows them so too.
function looksLikeBase64(text: string): boolean {
  return text.length > 256 && /^[A-Za-z0-9+/\r\n]{256}/.test(text.slice(0, 256));
}

function snip(text: string): string {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return `${text.slice(0, 8)}… (base64, ${text.length} characters, sha256 ${hash}…)`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
