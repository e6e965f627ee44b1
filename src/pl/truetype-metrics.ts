import { FormatError } from "../core/errors.js";

/** Advance widths of a TrueType font, as much as is needed to measure a line of text. */
export interface FontMetrics {
  /** Width of the text's line in units of the font size (1 = one em); characters without a glyph count as its box. */
  measure(text: string): number;
}

/** Reads the tables `head`, `hhea`, `hmtx` and `cmap` (format 4 or 12) of a TrueType file (OpenType 1.9). */
export function readFontMetrics(bytes: Uint8Array): FontMetrics {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + 16 * i;
    tables.set(String.fromCharCode(...bytes.subarray(at, at + 4)), view.getUint32(at + 8));
  }
  const table = (name: string): number => {
    const offset = tables.get(name);
    if (offset === undefined) throw new FormatError({ what: `TrueType font without table ${name}` });
    return offset;
  };
  const unitsPerEm = view.getUint16(table("head") + 18);
  const nMetrics = view.getUint16(table("hhea") + 34);
  const hmtx = table("hmtx");
  const glyphOf = readCharacterMap(view, table("cmap"));
  // Glyphs past the last metric share its advance.
  const advance = (glyph: number): number => view.getUint16(hmtx + 4 * Math.min(glyph, nMetrics - 1));
  return {
    measure(text: string): number {
      let units = 0;
      for (const character of text) units += advance(glyphOf(character.codePointAt(0)!));
      return units / unitsPerEm;
    },
  };
}

function readCharacterMap(view: DataView, cmap: number): (codePoint: number) => number {
  let best: { offset: number; format: number } | undefined;
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const offset = cmap + view.getUint32(cmap + 8 + 8 * i);
    const format = view.getUint16(offset);
    if ((format === 4 || format === 12) && (best === undefined || format > best.format)) best = { offset, format };
  }
  if (best === undefined) throw new FormatError({ what: "TrueType font without a Unicode character map" });
  const { offset, format } = best;
  return format === 12 ? (code) => segmented32(view, offset, code) : (code) => segmented16(view, offset, code);
}

/** Format 12: groups of (first code, last code, first glyph). */
function segmented32(view: DataView, offset: number, code: number): number {
  for (let i = 0; i < view.getUint32(offset + 12); i++) {
    const at = offset + 16 + 12 * i;
    if (code > view.getUint32(at + 4)) continue;
    return code < view.getUint32(at) ? 0 : view.getUint32(at + 8) + code - view.getUint32(at);
  }
  return 0;
}

/** Format 4: parallel arrays of last code, first code, delta and range offset per segment. */
function segmented16(view: DataView, offset: number, code: number): number {
  const doubled = view.getUint16(offset + 6); // two bytes a segment
  for (let s = 0; s < doubled; s += 2) {
    if (code > view.getUint16(offset + 14 + s)) continue;
    const first = view.getUint16(offset + 16 + doubled + s);
    if (code < first) return 0;
    const delta = view.getUint16(offset + 16 + 2 * doubled + s);
    const rangeAt = offset + 16 + 3 * doubled + s;
    const range = view.getUint16(rangeAt);
    if (range === 0) return (code + delta) & 0xffff;
    const glyph = view.getUint16(rangeAt + range + 2 * (code - first));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}
