import { type WritableMetadata, type WriteOptions, writeGroup } from "../../tiledb/write/index.js";
import { objectMetadata, type WritableSomaType } from "./object-metadata.js";

/** Names of a collection's members; each lies in a subfolder of its name. */
export interface CollectionMembers {
  /** Data frames and n-d arrays. */
  readonly arrays?: readonly string[];
  readonly collections?: readonly string[];
}

type CollectionType = Extract<WritableSomaType, "SOMAExperiment" | "SOMAMeasurement" | "SOMACollection">;

/** Writes a SOMA collection (or Measurement, or Experiment) around members that are written on their own. */
export async function writeCollection(
  uri: string,
  type: CollectionType,
  members: CollectionMembers,
  metadata: WritableMetadata = {},
  options: WriteOptions = {},
): Promise<void> {
  const list = [
    ...(members.arrays ?? []).map((name) => ({ name, type: "array" as const })),
    ...(members.collections ?? []).map((name) => ({ name, type: "group" as const })),
  ];
  await writeGroup(uri, list, objectMetadata(type, metadata), options);
}
