import { gramRows } from "./reference/gram.js";
import { krylovSpace } from "./reference/krylov.js";
import { addMoments } from "./reference/moments.js";
import { packRows } from "./reference/pack.js";
import { packCells } from "./reference/pack-cells.js";
import { packTiles } from "./reference/pack-tiles.js";
import { project } from "./reference/project.js";
import { selectColumns } from "./reference/select.js";
import type { Kernels } from "./types.js";

/** The specification of all kernels, in plain TypeScript: slow, obvious, and what the WASM kernels are tested against. */
export const referenceKernels: Kernels = {
  name: "reference",
  packRows,
  packCells,
  packTiles,
  addMoments,
  selectColumns,
  gramRows,
  project,
  krylovSpace,
};
