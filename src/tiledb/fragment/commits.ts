import { ByteCursor, FormatError, UnsupportedFeatureError } from "../../core/index.js";
import { baseName, compareNames, parseTimestampedName, type TimestampedName } from "../timestamped-name.js";

/** A delete condition file, or one that lies inside a consolidated commits file. */
export interface DeleteMarker {
  /** The name that fragments list once they have applied it, `__commits/<name>.del`. */
  readonly marker: string;
  readonly time: number;
  /** The generic tile with the condition. */
  readonly bytes: Uint8Array;
}

/** What an array consists of at a point in time. */
export interface Commits {
  /** Fragment folder names, ordered by time. */
  readonly fragments: readonly TimestampedName[];
  readonly deletes: readonly DeleteMarker[];
}

/** Extensions whose files have contents that `resolveCommits` needs. */
export function needsContents(key: string): boolean {
  return /\.(con|ign|vac|del|upd)$/.test(key);
}

/**
 * Decides which fragments and deletes count at `timestamp`. Pure: `keys` are the names in `__commits`, `contents` the
 * bytes of those that `needsContents` names.
 *  - `.wrt` commits the fragment of its name, `.con` lists such commits, `.ign` takes some of them back;
 *  - `.vac` names fragments that were consolidated away, if the fragment that they became counts too.
 */
export function resolveCommits(
  keys: readonly string[],
  contents: ReadonlyMap<string, Uint8Array>,
  timestamp: number,
  where: string,
  arrayType: "dense" | "sparse" = "sparse",
): Commits {
  const text = new TextDecoder();
  const of = (extension: string): string[] => keys.filter((key) => key.endsWith(extension));
  const lines = (key: string): string[] =>
    text
      .decode(contents.get(key) ?? new Uint8Array(0))
      .split("\n")
      .map((line) => baseName(line.trim()))
      .filter((line) => line !== "");
  const ignored = new Set(of(".ign").flatMap(lines));
  const committed = new Set(of(".wrt").map((key) => baseName(key)));
  const deletes = new Map<string, Uint8Array>();
  for (const key of of(".con")) {
    for (const entry of parseConsolidated(contents.get(key)!, `${where}/${baseName(key)}`)) {
      if (ignored.has(entry.name)) continue;
      if (entry.payload === undefined) committed.add(entry.name);
      else deletes.set(entry.name, entry.payload);
    }
  }
  for (const key of of(".del")) deletes.set(baseName(key), contents.get(key)!);
  if (of(".upd").length > 0 || [...deletes.keys()].some((name) => name.endsWith(".upd")))
    throw new UnsupportedFeatureError({ what: "update conditions (.upd)", where });

  const counts = (name: TimestampedName): boolean => isIncluded(name, timestamp, arrayType);
  const vacuumed = new Set(
    of(".vac")
      .filter((key) => counts(nameOrThrow(baseName(key, ".vac"), where)))
      .flatMap(lines),
  );
  const fragments = [...committed]
    .filter((name) => name.endsWith(".wrt"))
    .map((name) => nameOrThrow(baseName(name, ".wrt"), where))
    .filter((name) => !vacuumed.has(name.name) && counts(name))
    .sort(compareNames);
  return {
    fragments,
    deletes: [...deletes]
      .map(([name, bytes]) => ({
        marker: `__commits/${name}`,
        time: nameOrThrow(baseName(name, ".del"), where),
        bytes,
      }))
      .filter(({ time }) => time.end <= timestamp)
      .sort((a, b) => compareNames(a.time, b.time))
      .map(({ marker, time, bytes }) => ({ marker, time: time.start, bytes })),
  };
}

// Since version 15 the cells of sparse arrays carry timestamps after consolidation, so that a fragment counts as soon as it
// overlaps the range. Dense cells have none: a consolidated fragment counts when all of it does.
function isIncluded(name: TimestampedName, timestamp: number, arrayType: "dense" | "sparse"): boolean {
  const isByCell = arrayType === "sparse" && (name.version ?? 0) >= 15;
  return (isByCell ? name.start : name.end) <= timestamp;
}

function nameOrThrow(name: string, where: string): TimestampedName {
  const parsed = parseTimestampedName(name);
  if (parsed !== undefined) return parsed;
  throw new FormatError({ what: "name of a commit", where, expected: "__t1_t2_uuid_version", got: name });
}

/** Lines of names; after a `.del` or `.upd` line comes u64 size and that many bytes, which may hold newlines. */
function parseConsolidated(bytes: Uint8Array, where: string): { name: string; payload?: Uint8Array }[] {
  const cursor = new ByteCursor(bytes, where);
  const entries: { name: string; payload?: Uint8Array }[] = [];
  while (cursor.remaining > 0) {
    const newline = bytes.indexOf(10, cursor.offset);
    const end = newline < 0 ? bytes.length : newline;
    const name = baseName(cursor.text(end - cursor.offset).trim());
    if (newline >= 0) cursor.take(1);
    if (name === "") continue;
    if (/\.(del|upd)$/.test(name)) entries.push({ name, payload: cursor.take(cursor.uint64("payload size")) });
    else entries.push({ name });
  }
  return entries;
}
