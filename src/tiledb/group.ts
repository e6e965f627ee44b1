import { ByteCursor, FormatError, NotFoundError } from "../core/index.js";
import { joinUri, mapLimit, openStore } from "../io/index.js";
import { initZstd } from "./filters/zstd.js";
import { decodeGenericTile } from "./generic-tile.js";
import { readMetadata } from "./metadata.js";
import { readRequired } from "./read-required.js";
import { baseName, compareNames, parseTimestampedName } from "./timestamped-name.js";
import type { GroupMember, OpenOptions, TiledbGroup } from "./types.js";

const MARKER = "__tiledb_group.tdb";

/** Opens a group: members and metadata as of `timestamp`. A URI without a group is a `NotFoundError`. */
export async function openGroup(uri: string, options: OpenOptions = {}): Promise<TiledbGroup> {
  const { timestamp = Number.POSITIVE_INFINITY, store = openStore(uri, options.tiledbConfig), signal } = options;
  const read = signal === undefined ? {} : { signal };
  await initZstd();
  const [details, metaEntries] = await Promise.all([store.list("__group/", read), store.list("__meta/", read)]);
  if (details.length === 0 && (await store.get(MARKER, read)) === undefined)
    throw new NotFoundError({ what: "no TileDB group", where: uri, hint: "Check the URI" });
  const names = details
    .map((entry) => parseTimestampedName(baseName(entry.key)))
    .filter((name) => name !== undefined)
    .filter((name) => name.end <= timestamp)
    .sort(compareNames);
  const [files, metadata] = await Promise.all([
    mapLimit(names, 8, (name) => readRequired(store, `__group/${name.name}`, read)),
    readMetadata(store, metaEntries, timestamp, read),
  ]);
  const members = new Map<string, GroupMember>();
  files.forEach((bytes, i) => {
    applyGroupFile(members, bytes, uri, `${store.uri}/__group/${names[i]!.name}`);
  });
  return { uri, members: new Map([...members].sort(([a], [b]) => (a < b ? -1 : 1))), metadata };
}

/** Applies one `__group` file. Version 1 files replace all before them, version 2 files add and delete members. */
function applyGroupFile(members: Map<string, GroupMember>, bytes: Uint8Array, uri: string, where: string): void {
  const cursor = new ByteCursor(decodeGenericTile(bytes, where).data, where);
  const version = cursor.uint32();
  if (version === 1) members.clear();
  const count = cursor.uint64("number of members");
  for (let i = 0; i < count; i++) {
    const memberVersion = cursor.uint32();
    const code = cursor.uint8();
    const isRelative = cursor.uint8() === 1;
    const path = cursor.text(cursor.uint64("member uri length"));
    const name = cursor.uint8() === 1 ? cursor.text(cursor.uint64("member name length")) : path;
    const isDeleted = memberVersion >= 2 && cursor.uint8() === 1;
    if (isDeleted) {
      members.delete(name);
      continue;
    }
    if (code !== 1 && code !== 2)
      throw new FormatError({ what: `type of group member ${name}`, where, expected: "1 or 2", got: `${code}` });
    const memberUri = isRelative ? joinUri(uri, path) : path;
    members.set(name, { name, uri: memberUri, type: code === 1 ? "group" : "array" });
  }
}
