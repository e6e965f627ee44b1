import type { WritableMetadata } from "../../tiledb/write/index.js";

/** SOMA object types that can be written. */
export type WritableSomaType =
  | "SOMAExperiment"
  | "SOMAMeasurement"
  | "SOMACollection"
  | "SOMADataFrame"
  | "SOMASparseNDArray";

/** The key-values that make a TileDB object a SOMA object, and the user's own beside them. */
export function objectMetadata(type: WritableSomaType, own: WritableMetadata = {}): WritableMetadata {
  return {
    ...own,
    soma_object_type: type,
    soma_encoding_version: "1.1.0",
    ...(type === "SOMAExperiment" ? { dataset_type: "soma" } : {}),
  };
}
