import { isCellmillError, NotFoundError, OptionError, UnsupportedFeatureError } from "../core/index.js";
import { type ByteStore, mapLimit, openStore, type ReadOptions, type StoreEntry } from "../io/index.js";
import { OpenedArray } from "./array.js";
import { initZstd } from "./filters/zstd.js";
import { needsContents, resolveCommits } from "./fragment/commits.js";
import { loadFragments } from "./fragment/load-fragments.js";
import { memoize } from "./memoize.js";
import { readRequired } from "./read-required.js";
import { parseSchema } from "./schema/parse-schema.js";
import { baseName, compareNames, parseTimestampedName } from "./timestamped-name.js";
import type { ArraySchema, ObjectType, OpenOptions } from "./types.js";

/** Opens an array: lists it and reads its schema and commits, no cells. A URI without an array is a `NotFoundError`. */
export async function openArray(uri: string, options: OpenOptions = {}): Promise<OpenedArray> {
  const { timestamp = Number.POSITIVE_INFINITY, store = openStore(uri, options.tiledbConfig), signal } = options;
  if (Number.isNaN(timestamp) || timestamp < 0)
    throw new OptionError({
      what: "option timestamp",
      where: uri,
      expected: "milliseconds since the epoch",
      got: `${timestamp}`,
    });
  const read: ReadOptions = signal === undefined ? {} : { signal };
  const [entries] = await Promise.all([store.list("", read), initZstd()]);
  const schemaOf = schemaLoader(store);
  const latest = latestSchemaName(entries, timestamp, uri);
  const [schema, commitFiles] = await Promise.all([schemaOf(latest), readCommitFiles(store, entries, read)]);
  const commits = resolveCommits(
    commitFiles.keys,
    commitFiles.contents,
    timestamp,
    `${store.uri}/__commits`,
    schema.arrayType,
  );
  return new OpenedArray({
    uri,
    store,
    entries,
    schema,
    commits,
    timestamp,
    loadFragments: () => loadFragments(store, entries, commits.fragments, schemaOf),
  });
}

/** What lies at the URI, or `undefined` if neither an array nor a group does. */
export async function objectType(uri: string, options: OpenOptions = {}): Promise<ObjectType | undefined> {
  const { store = openStore(uri, options.tiledbConfig), signal } = options;
  const read: ReadOptions = signal === undefined ? {} : { signal };
  const [marker, details, schemas] = await Promise.all([
    store.get("__tiledb_group.tdb", read),
    store.list("__group/", read),
    store.list("__schema/", read),
  ]);
  if (schemas.length > 0) return "array";
  return marker !== undefined || details.length > 0 ? "group" : undefined;
}

/** Loads schemas by file name, each once. */
function schemaLoader(store: ByteStore): (name: string) => Promise<ArraySchema> {
  const loaded = new Map<string, () => Promise<ArraySchema>>();
  return (name) => {
    let load = loaded.get(name);
    if (load === undefined) {
      const key = `__schema/${name}`;
      load = memoize(async () => parseSchema(await readRequired(store, key), name, `${store.uri}/${key}`));
      loaded.set(name, load);
    }
    return load();
  };
}

function latestSchemaName(entries: readonly StoreEntry[], timestamp: number, uri: string): string {
  const names = entries
    .filter((entry) => entry.key.startsWith("__schema/") && !entry.key.startsWith("__schema/__enumerations/"))
    .map((entry) => parseTimestampedName(baseName(entry.key)))
    .filter((name) => name !== undefined)
    .sort(compareNames);
  // Before its first schema an array is empty and has that schema: data may be written with earlier timestamps.
  const visible = names.filter((name) => name.start <= timestamp).at(-1) ?? names[0];
  if (visible !== undefined) return visible.name;
  if (entries.some((entry) => entry.key === "__array_schema.tdb"))
    throw new UnsupportedFeatureError({ what: "format versions below 10", where: uri, expected: "18 to 22" });
  if (entries.some((entry) => entry.key === "__tiledb_group.tdb" || entry.key.startsWith("__group/")))
    throw new NotFoundError({ what: "no TileDB array", where: uri, got: "a group", hint: "Open it as a group" });
  throw new NotFoundError({ what: "no TileDB array", where: uri, hint: "Check the URI" });
}

async function readCommitFiles(
  store: ByteStore,
  entries: readonly StoreEntry[],
  options: ReadOptions,
): Promise<{ readonly keys: readonly string[]; readonly contents: ReadonlyMap<string, Uint8Array> }> {
  const keys = entries.map((entry) => entry.key).filter((key) => key.startsWith("__commits/"));
  if (entries.some((entry) => entry.key.endsWith(".ok") && !entry.key.includes("/")))
    throw new UnsupportedFeatureError({ what: "fragments of format versions below 12", where: store.uri });
  const needed = keys.filter(needsContents);
  const contents = await mapLimit(needed, 16, (key) => readCommit(store, key, options));
  return { keys, contents: new Map(needed.map((key, i) => [key, contents[i]!])) };
}

// A vacuum may run meanwhile: a commit file that has gone since the listing counts as empty only if it can.
async function readCommit(store: ByteStore, key: string, options: ReadOptions): Promise<Uint8Array> {
  try {
    return await readRequired(store, key, options);
  } catch (error) {
    if (isCellmillError(error, "NotFoundError") && key.endsWith(".vac")) return new Uint8Array(0);
    throw error;
  }
}
