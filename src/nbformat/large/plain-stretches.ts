import type { PlainStretch } from "./large-value.js";

const BACKSLASH = 0x5c;
const LINE_FEED = "n".charCodeAt(0);
const UNICODE = "u".charCodeAt(0);
const GOING_BACK: ReadonlySet<number> = new Set(["r", "b"].map((letter) => letter.charCodeAt(0)));

/** Escapes of line feeds, carriage returns, backspaces, and of halves of characters. */
const ODD_UNIT = /^(?:000[8ad]|d[89a-f])/i;

/** Stretches of the bytes of valid JSON strings as parts of a text; `undefined` if one of them is not plain. */
export function plainStretches(
  bytes: Uint8Array,
  stretches: readonly { readonly start: number; readonly end: number; readonly list: boolean }[],
): PlainStretch[] | undefined {
  const plain: PlainStretch[] = [];
  for (const { start, end, list } of stretches) {
    const json = bytes.subarray(start, end);
    const lineEnd = list ? undefined : lastLineEnd(json);
    if (lineEnd === undefined) return undefined;
    plain.push({ json, lineEnd });
  }
  return plain;
}

/** Where the last whole line ends; `undefined` if the stretch is not plain. */
function lastLineEnd(json: Uint8Array): number | undefined {
  let lineEnd = 0;
  for (let i = 0; i < json.length; i++) {
    if (json[i] !== BACKSLASH) continue;
    const letter = json[++i] as number;
    if (letter === LINE_FEED) lineEnd = i + 1;
    else if (GOING_BACK.has(letter)) return undefined;
    else if (letter === UNICODE) {
      if (ODD_UNIT.test(String.fromCharCode(...json.subarray(i + 1, i + 5)))) return undefined;
      i += 4;
    }
  }
  return lineEnd;
}
