import { OptionError } from "../core/errors.js";
import { describeValue } from "../core/index.js";

/** Two columns of a basis, counted from 0. */
export type Dimensions = readonly [x: number, y: number];

/** Pairs counted from 1, as text: `"1,2"`, a list of such, or `"all"` pairs. */
export type Components = string | readonly string[];

/** The pairs of columns to plot, one panel each. `components` counts from 1, `dimensions` from 0. */
export function resolveDimensions(
  components: Components | undefined,
  dimensions: Dimensions | readonly Dimensions[] | undefined,
  nColumns: number,
  where: string,
): Dimensions[] {
  if (components !== undefined && dimensions !== undefined) {
    throw new OptionError({ what: "components and dimensions exclude each other", where });
  }
  if (components === "all") return allPairs(nColumns);
  const option = components === undefined ? "dimensions" : "components";
  const pairs =
    components === undefined
      ? dimensionPairs(dimensions ?? [0, 1])
      : [components].flat().map((text) => parsePair(text));
  const base = components === undefined ? 0 : 1;
  for (const pair of pairs) {
    if (pair.length === 2 && pair.every((d) => Number.isInteger(d) && d >= 0 && d < nColumns)) continue;
    throw new OptionError({
      what: `option ${option}`,
      where,
      expected: `two columns from ${base} to ${nColumns - 1 + base}, such as ${base === 1 ? '"1,2"' : "[0, 1]"}`,
      got: describeValue(components ?? dimensions),
    });
  }
  return pairs as unknown as Dimensions[];
}

function dimensionPairs(dimensions: Dimensions | readonly Dimensions[]): (readonly number[])[] {
  const list: readonly unknown[] = dimensions;
  return list.every((d) => typeof d === "number") ? [list as readonly number[]] : (list as (readonly number[])[]);
}

function parsePair(text: string): readonly number[] {
  return String(text)
    .split(",")
    .map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) - 1 : Number.NaN));
}

function allPairs(nColumns: number): Dimensions[] {
  const pairs: Dimensions[] = [];
  for (let i = 0; i < nColumns; i++) for (let j = i + 1; j < nColumns; j++) pairs.push([i, j]);
  return pairs;
}

/** A basis' name on its axes: "PC" for pca, so that the axes read PC1, PC2. */
export function basisLabel(basis: string): string {
  const name = basis.replace(/^X_/, "");
  const known: Readonly<Record<string, string>> = { pca: "PC", umap: "UMAP", tsne: "tSNE", diffmap: "DC" };
  if (Object.hasOwn(known, name)) return known[name]!;
  return name.includes("draw_graph") ? name.replace("draw_graph_", "").toUpperCase() : name;
}
