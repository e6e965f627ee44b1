import { join } from "node:path";
import { type Datatype, datatypeCode } from "../datatype.js";
import { ByteWriter } from "./byte-writer.js";
import { localPath, putFile } from "./files.js";
import { encodeGenericTile } from "./generic-tile.js";
import { type Naming, namingOf, type WriteOptions } from "./options.js";
import { scalarBytes } from "./scalar-bytes.js";

const utf8 = new TextEncoder();

/** Key-value metadata: text as UTF-8, bigint as int64, number as float64, boolean as bool. */
export type WritableMetadata = Readonly<Record<string, string | number | bigint | boolean>>;

/** Adds key-values to an array or group that exists. */
export async function writeMetadata(uri: string, entries: WritableMetadata, options: WriteOptions = {}): Promise<void> {
  await putMetadata(localPath(uri), entries, namingOf(options, uri));
}

/** The same with the object's own naming. */
export async function putMetadata(folder: string, entries: WritableMetadata, naming: Naming): Promise<void> {
  const keys = Object.keys(entries).sort();
  if (keys.length === 0) return;
  const out = new ByteWriter(256);
  for (const key of keys) {
    const { type, count, bytes } = encodeValue(entries[key]!);
    // u32 length, key | u8 deleted | u8 type | u32 values (bytes for text) | value
    out.text32(key).uint8(0).uint8(datatypeCode(type)).uint32(count).bytes(bytes);
  }
  await putFile(join(folder, "__meta", naming.next()), encodeGenericTile(out.finish(), naming.formatVersion));
}

function encodeValue(value: string | number | bigint | boolean): { type: Datatype; count: number; bytes: Uint8Array } {
  if (typeof value === "string") {
    const bytes = utf8.encode(value);
    return { type: "string_utf8", count: bytes.length, bytes };
  }
  if (typeof value === "boolean") return { type: "bool", count: 1, bytes: new Uint8Array([value ? 1 : 0]) };
  const type = typeof value === "bigint" ? "int64" : "float64";
  return { type, count: 1, bytes: scalarBytes(type, value) };
}
