import { join } from "node:path";
import { checkOption } from "../../core/index.js";
import { ByteWriter } from "./byte-writer.js";
import { localPath, makeFolder, putFile } from "./files.js";
import { encodeGenericTile } from "./generic-tile.js";
import { namingOf, type WriteOptions } from "./options.js";
import { putMetadata, type WritableMetadata } from "./write-metadata.js";

/** A member that lies in the group's folder under its own name. */
export interface GroupMemberSpec {
  readonly name: string;
  readonly type: "array" | "group";
}

// Version 2 of the group format replays all files of `__group`; we write one.
const GROUP_FORMAT = 2;
const TYPE_CODES = { group: 1, array: 2 } as const;

// Other letters would need an encoding in the URI, on which the peers differ; `__` is the format's own prefix.
const PLAIN_NAME = /^(?!__)[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Writes a group whose members are its subfolders of the same names (relative, so that the whole tree can move). */
export async function writeGroup(
  uri: string,
  members: readonly GroupMemberSpec[],
  metadata: WritableMetadata = {},
  options: WriteOptions = {},
): Promise<void> {
  const folder = localPath(uri);
  const naming = namingOf(options, uri);
  await makeFolder(join(folder, "__meta"));
  await putFile(join(folder, "__tiledb_group.tdb"), new Uint8Array(0));
  const out = new ByteWriter(256).uint32(GROUP_FORMAT).uint64(members.length);
  for (const { name, type } of members) {
    out.uint32(GROUP_FORMAT).uint8(TYPE_CODES[type]).uint8(1); // relative
    checkOption(PLAIN_NAME.test(name), uri, "member name", "letters, digits, _, - and .", name);
    out.text64(name).uint8(1).text64(name).uint8(0); // named, not deleted
  }
  const content = encodeGenericTile(out.finish(), naming.formatVersion);
  await putFile(join(folder, "__group", naming.next(GROUP_FORMAT)), content);
  await putMetadata(folder, metadata, naming);
}
