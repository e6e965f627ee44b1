export {
  type AttributeOptions,
  attribute,
  dimension,
  type SparseArrayOptions,
  type SparseArraySpec,
  sparseArraySpec,
} from "./array-spec.js";
export type { CellBatch, CellColumn } from "./cells.js";
export type { WritableFormatVersion, WriteOptions } from "./options.js";
export { byteshuffle, doubleDelta, gzip, pipeline, rle, zstd } from "./pipelines.js";
export { type GroupMemberSpec, writeGroup } from "./write-group.js";
export { type WritableMetadata, writeMetadata } from "./write-metadata.js";
export { createSparseArray, type SparseArrayWriter, writeSparseArray } from "./write-sparse-array.js";
