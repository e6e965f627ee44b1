export { AlignedMapping } from "./aligned-mapping.js";
export { AnnData, type AnnDataParts, type ObsVectorOptions } from "./anndata.js";
export { ComputedMatrix } from "./computed-matrix.js";
export type { Keyed } from "./keyed.js";
export type { AxisSelector } from "./selection.js";
