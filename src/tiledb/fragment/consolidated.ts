import { ByteCursor, FormatError } from "../../core/index.js";
import { decodeGenericTile } from "../generic-tile.js";
import { baseName } from "../timestamped-name.js";

/**
 * Footers by fragment name from a consolidated fragment metadata file: u32 count | count × (u64 length, name, u64 offset
 * into the decoded buffer) | footers. The file may name fragments that are gone; who looks names up ignores them.
 */
export function parseConsolidatedFooters(bytes: Uint8Array, where: string): ReadonlyMap<string, Uint8Array> {
  const { data } = decodeGenericTile(bytes, where);
  const cursor = new ByteCursor(data, where);
  const count = cursor.uint32();
  if (count * 16 > cursor.remaining)
    throw new FormatError({
      what: "consolidated fragment metadata",
      where,
      expected: `${count} entries`,
      got: "fewer",
    });
  const entries = Array.from({ length: count }, () => {
    const name = baseName(cursor.text(cursor.uint64("name length")));
    return { name, offset: cursor.uint64("footer offset") };
  });
  const starts = [...new Set(entries.map((entry) => entry.offset)), data.length].sort((a, b) => a - b);
  return new Map(
    entries.map(({ name, offset }) => [
      name,
      data.subarray(offset, starts.find((start) => start > offset) ?? data.length),
    ]),
  );
}
