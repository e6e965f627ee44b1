import { ByteCursor, FormatError } from "../../core/index.js";
import { datatypeFromCode, isByteString, typedView } from "../datatype.js";
import { decodeGenericTile } from "../generic-tile.js";
import type { Enumeration } from "../types.js";
import { VAR_NUM } from "./parse-schema.js";

const utf8 = new TextDecoder();

/** Decodes an enumeration file: version, names, type, values; start offsets only if the values vary in length. */
export function parseEnumeration(bytes: Uint8Array, where: string): Enumeration {
  const cursor = new ByteCursor(decodeGenericTile(bytes, where).data, where);
  cursor.uint32(); // version of the record, 0
  const name = cursor.text(cursor.uint32());
  cursor.text(cursor.uint32()); // path name
  const type = datatypeFromCode(cursor.uint8(), where);
  const valuesPerCell = cursor.uint32();
  const ordered = cursor.uint8() === 1;
  const data = cursor.take(cursor.uint64("enumeration data"));
  if (valuesPerCell === VAR_NUM) {
    const offsets = new ByteCursor(cursor.take(cursor.uint64("enumeration offsets")), where);
    const starts = Array.from({ length: Math.floor(offsets.remaining / 8) }, () => offsets.uint64("offset"));
    return { name, type, values: cutStrings(data, starts, where), ordered };
  }
  if (type === "bool") return { name, type, values: Array.from(data, (byte) => byte !== 0), ordered };
  if (isByteString(type)) {
    const count = Math.floor(data.length / valuesPerCell);
    const starts = Array.from({ length: count }, (_, i) => i * valuesPerCell);
    return { name, type, values: cutStrings(data, starts, where), ordered };
  }
  return { name, type, values: typedView(type, data.slice()), ordered };
}

function cutStrings(data: Uint8Array, starts: readonly number[], where: string): string[] {
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? data.length;
    if (start > end || end > data.length)
      throw new FormatError({
        what: "enumeration offsets",
        where,
        expected: `at most ${data.length}`,
        got: `${start}`,
      });
    return utf8.decode(data.subarray(start, end));
  });
}
