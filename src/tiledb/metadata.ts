import { ByteCursor } from "../core/index.js";
import type { ByteStore, StoreEntry } from "../io/index.js";
import { mapLimit } from "../io/index.js";
import { datatypeFromCode, datatypeSize, typedView } from "./datatype.js";
import { decodeGenericTile } from "./generic-tile.js";
import { readRequired } from "./read-required.js";
import { baseName, compareNames, parseTimestampedName } from "./timestamped-name.js";
import type { MetadataValue } from "./types.js";

/** Reads `__meta`: later files win; files listed in a `.vac` are skipped if the file that they became counts. */
export async function readMetadata(
  store: ByteStore,
  entries: readonly StoreEntry[],
  timestamp: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ReadonlyMap<string, MetadataValue>> {
  const keys = entries.filter((entry) => entry.key.startsWith("__meta/")).map((entry) => entry.key);
  const vacuumed = new Set<string>();
  const text = new TextDecoder();
  for (const bytes of await mapLimit(
    keys.filter((key) => key.endsWith(".vac") && (parseTimestampedName(baseName(key, ".vac"))?.end ?? 0) <= timestamp),
    8,
    (key) => readRequired(store, key, options),
  )) {
    for (const line of text.decode(bytes).split("\n")) if (line !== "") vacuumed.add(baseName(line));
  }
  const names = keys
    .map((key) => parseTimestampedName(baseName(key)))
    .filter((name) => name !== undefined)
    .filter((name) => name.end <= timestamp && !vacuumed.has(name.name))
    .sort(compareNames);
  const files = await mapLimit(names, 8, (name) => readRequired(store, `__meta/${name.name}`, options));
  const found = new Map<string, MetadataValue>();
  files.forEach((bytes, i) => {
    applyMetadata(found, bytes, `${store.uri}/__meta/${names[i]!.name}`);
  });
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Applies one file: u32 length, key | u8 deleted | unless deleted u8 type, u32 n, values. */
function applyMetadata(found: Map<string, MetadataValue>, bytes: Uint8Array, where: string): void {
  const cursor = new ByteCursor(decodeGenericTile(bytes, where).data, where);
  while (cursor.remaining > 0) {
    const key = cursor.text(cursor.uint32());
    if (cursor.uint8() === 1) {
      found.delete(key);
      continue;
    }
    const type = datatypeFromCode(cursor.uint8(), where);
    const count = cursor.uint32();
    const isText = type === "string_ascii" || type === "string_utf8" || type === "char";
    if (isText) {
      found.set(key, cursor.text(count)); // for text, the count is bytes
      continue;
    }
    const values = typedView(type, cursor.take(count * datatypeSize(type)).slice());
    found.set(key, values.length === 1 ? values[0]! : values);
  }
}
