import { FormatError, NotFoundError } from "../../core/index.js";
import { type ByteStore, mapLimit, type ReadOptions, type StoreEntry } from "../../io/index.js";
import { readRequired } from "../read-required.js";
import { checkVersion } from "../schema/versions.js";
import { baseName, parseTimestampedName, type TimestampedName } from "../timestamped-name.js";
import type { ArraySchema } from "../types.js";
import { parseConsolidatedFooters } from "./consolidated.js";
import { type FragmentFooter, footerSchemaName, parseFooter } from "./footer.js";
import { Fragment } from "./fragment.js";

/** Read from the end of a metadata file at first: the footer and often all of it. */
const TAIL_BYTES = 64 * 1024;

/** Footers of so many fragments are worth reading the consolidated file for, which may be stale. */
const MIN_FOR_CONSOLIDATED = 2;

/** Reads the footers of the fragments; `schemaOf` loads the schema that a footer names. */
export async function loadFragments(
  store: ByteStore,
  entries: readonly StoreEntry[],
  names: readonly TimestampedName[],
  schemaOf: (name: string) => Promise<ArraySchema>,
  options: ReadOptions = {},
): Promise<Fragment[]> {
  for (const name of names) checkVersion(name.version ?? 0, "fragment", `${store.uri}/__fragments/${name.name}`);
  const sizes = new Map(entries.map((entry) => [entry.key, entry.sizeBytes]));
  const largest = largestFiles(entries);
  const consolidated =
    names.length < MIN_FOR_CONSOLIDATED ? undefined : await latestConsolidated(store, entries, options);
  return mapLimit(names, 16, async (name) => {
    const key = `__fragments/${name.name}/__fragment_metadata.tdb`;
    const where = `${store.uri}/${key}`;
    const sizeBytes = sizes.get(key);
    if (sizeBytes === undefined)
      throw new NotFoundError({
        what: "fragment metadata file is missing",
        where,
        expected: "the file, because the fragment is committed",
        got: "no such file",
        hint: "The array is incomplete: copy it again",
      });
    const largestBytes = largest.get(`__fragments/${name.name}`) ?? 0;
    const footer = consolidated?.get(name.name);
    if (footer !== undefined) {
      const schema = await schemaOf(footerSchemaName(footer, where));
      const parsed = parseFooter(footer, schema, sizeBytes - 8 - footer.length, where);
      return new Fragment(store, name, schema, checkSizes(parsed, schema, largestBytes, where), sizes);
    }
    const tail = await readTail(store, key, sizeBytes, where, options);
    const footerBytes = tail.bytes.subarray(tail.footerOffset - tail.start, sizeBytes - 8 - tail.start);
    const schema = await schemaOf(footerSchemaName(footerBytes, where));
    const parsed = parseFooter(footerBytes, schema, tail.footerOffset, where);
    return new Fragment(store, name, schema, checkSizes(parsed, schema, largestBytes, where), sizes, tail);
  });
}

/** Bytes of the largest file in each fragment's folder. */
function largestFiles(entries: readonly StoreEntry[]): ReadonlyMap<string, number> {
  const largest = new Map<string, number>();
  for (const { key, sizeBytes } of entries) {
    const folder = key.slice(0, key.lastIndexOf("/"));
    if (folder.startsWith("__fragments/")) largest.set(folder, Math.max(largest.get(folder) ?? 0, sizeBytes));
  }
  return largest;
}

// A stored tile has at least the 8 bytes of its number of chunks, and the last tile at most as many cells as the
// others: damaged numbers are found before anything is sized by them.
function checkSizes(footer: FragmentFooter, schema: ArraySchema, largestBytes: number, where: string): FragmentFooter {
  const { sparseTiles, lastTileCells, isDense } = footer;
  if (isDense || (sparseTiles * 8 <= largestBytes && lastTileCells <= schema.capacity)) return footer;
  throw new FormatError({
    what: "number of tiles",
    where,
    expected: `at most ${Math.floor(largestBytes / 8)}, the last of at most ${schema.capacity} cells`,
    got: `${sparseTiles}, the last of ${lastTileCells} cells`,
    hint: "The file is damaged or a data file is missing",
  });
}

/** The end of a metadata file, long enough to hold the footer. The last 8 bytes are the footer's length. */
async function readTail(
  store: ByteStore,
  key: string,
  sizeBytes: number,
  where: string,
  options: ReadOptions,
): Promise<{ bytes: Uint8Array; start: number; footerOffset: number }> {
  let start = Math.max(0, sizeBytes - TAIL_BYTES);
  let bytes = await range(store, key, start, sizeBytes, where, options);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = sizeBytes < 8 ? 0 : Number(view.getBigUint64(bytes.length - 8, true));
  const footerOffset = sizeBytes - 8 - length;
  if (length < 4 || footerOffset < 0)
    throw new FormatError({
      what: "fragment footer length",
      where,
      expected: `at most ${Math.max(0, sizeBytes - 8)}`,
      got: `${length}`,
      hint: "The file is truncated or damaged",
    });
  if (footerOffset < start) {
    start = footerOffset;
    bytes = await range(store, key, start, sizeBytes, where, options);
  }
  return { bytes, start, footerOffset };
}

async function range(
  store: ByteStore,
  key: string,
  start: number,
  end: number,
  where: string,
  options: ReadOptions,
): Promise<Uint8Array> {
  const bytes = await store.getRange(key, { start, end }, options);
  if (bytes === undefined) throw new NotFoundError({ what: "fragment metadata file is missing", where });
  if (bytes.length !== end - start)
    throw new FormatError({
      what: "fragment metadata",
      where,
      expected: `${end - start} bytes at ${start}`,
      got: `${bytes.length}`,
      hint: "The file is truncated",
    });
  return bytes;
}

async function latestConsolidated(
  store: ByteStore,
  entries: readonly StoreEntry[],
  options: ReadOptions,
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const latest = entries
    .map((entry) => entry.key)
    .filter((key) => key.startsWith("__fragment_meta/") && key.endsWith(".meta"))
    .map((key) => ({ key, end: parseTimestampedName(baseName(key, ".meta"))?.end ?? -1 }))
    .sort((a, b) => b.end - a.end || (a.key < b.key ? -1 : 1))[0];
  if (latest === undefined) return undefined;
  return parseConsolidatedFooters(await readRequired(store, latest.key, options), `${store.uri}/${latest.key}`);
}
