export {
  allocateCompact,
  allocateSelected,
  type BlockSizes,
  blockValues,
  ESCAPE,
  unpackRows,
} from "./compact-block.js";
export { loadKernels } from "./load.js";
export { packedOffset } from "./reference/gram.js";
export { referenceKernels } from "./reference.js";
export { SharedArena } from "./shared-arena.js";
export { type EigenPairs, topEigenpairs } from "./top-eigenpairs.js";
export {
  type CellList,
  type CellTile,
  type CompactBlock,
  type CsrRows,
  type Kernels,
  type KrylovSpace,
  NOT_SELECTED,
  type SelectedBlock,
  type SelectPlan,
  type TileColumn,
  type TileList,
} from "./types.js";
