import type { ArraySchema } from "../tiledb/index.js";

/**
 * Length of each dimension: the current domain where there is one (since tiledbsoma 1.15), else the core domain. Of a
 * data frame from before 1.15 the core domain says nothing: count its rows.
 */
export function schemaShape(schema: ArraySchema): number[] {
  const domains = schema.currentDomain ?? schema.dimensions.map((dimension) => dimension.domain);
  return domains.map((range) => (range === undefined ? 0 : Number(BigInt(range[1]) + 1n)));
}
