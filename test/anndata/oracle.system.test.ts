import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AnnData } from "../../src/anndata/index.js";
import { categoricalColumn, Table } from "../../src/frame/index.js";
import { DenseMatrix, LazyMatrix } from "../../src/matrix/index.js";
import { SomaOracle } from "../soma/soma-oracle.js";

let oracle: SomaOracle;
beforeAll(() => {
  oracle = new SomaOracle();
});
afterAll(() => oracle.close());

type Step = { readonly rows: readonly number[] } | { readonly write: "uns" | "obsm" };

interface State {
  readonly text: string;
  readonly isView: boolean;
  readonly names: readonly string[];
  readonly categories: readonly string[];
  readonly colors: readonly string[] | null;
  readonly x0: readonly number[];
  readonly pca: readonly number[];
  readonly warnings?: readonly string[];
}

async function stateOf(adata: AnnData): Promise<State> {
  return {
    text: adata.toString(),
    isView: adata.isView,
    names: [...adata.obsNames],
    categories: [...(adata.obs.column("ct") as ReturnType<typeof categoricalColumn>).categories],
    colors: (adata.uns.get("ct_colors") as string[] | undefined) ?? null,
    x0: [...(await adata.X.column(0))],
    pca: [...(await adata.obsm.get("X_pca").compute()).data],
  };
}

/** n × 3 values 0, 1, 2, … as a matrix, the zero not stored. */
function matrix(n: number): LazyMatrix {
  const values = Float32Array.from({ length: 3 * n }, (_, i) => i);
  return LazyMatrix.fromCsr({
    shape: [n, 3],
    indptr: Int32Array.from({ length: n + 1 }, (_, row) => (row === 0 ? 0 : 3 * row - 1)),
    indices: Int32Array.from(values.subarray(1), (i) => i % 3),
    data: values.slice(1),
  });
}

const cases = fc.sample(
  fc.integer({ min: 4, max: 9 }).chain((n) =>
    fc.record({
      codes: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: n, maxLength: n }),
      colors: fc.constantFrom(["red", "green", "blue", "black"], ["red", "green"]),
      // Each step takes rows of what the step before left; at the end the view is written to.
      picks: fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
      write: fc.constantFrom("uns" as const, "obsm" as const),
    }),
  ),
  { seed: 42, numRuns: 60 },
);

describe("against anndata itself", () => {
  it("60 random chains of views print, cut and copy as anndata does, with its warnings", async () => {
    const categories = ["a", "b", "c", "d"];
    for (const { codes, colors, picks, write } of cases) {
      const n = codes.length;
      let left = n;
      const steps: Step[] = picks.map((pick) => {
        const rows = pick.map((value) => value % left);
        left = rows.length;
        return { rows };
      });
      steps.push({ write });
      const theirs = await oracle.ask<{ states: State[] }>({ ask: "views", codes, categories, colors, steps });
      expect(theirs.error).toBeUndefined();
      let adata = new AnnData({
        X: matrix(n),
        obs: Table.fromColumns([categoricalColumn("ct", Int32Array.from(codes), categories)], {
          index: codes.map((_, i) => `c${i}`),
        }),
        uns: { ct_colors: colors },
        obsm: {
          X_pca: new DenseMatrix(
            [n, 2],
            Float32Array.from({ length: 2 * n }, (_, i) => i),
          ),
        },
      });
      const ours: State[] = [await stateOf(adata)];
      for (const step of steps) {
        const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
        if ("rows" in step) adata = adata.subset({ obs: step.rows });
        else if (step.write === "uns") adata.uns.set("new", 1);
        else adata.obsm.set("new", new DenseMatrix([adata.nObs, 1], new Float32Array(adata.nObs)));
        const warnings = warn.mock.calls.map(([text]) => String(text).replace("ImplicitModificationWarning: ", ""));
        warn.mockRestore();
        ours.push({ ...(await stateOf(adata)), warnings });
      }
      expect({ codes, steps, states: ours }).toEqual({ codes, steps, states: theirs.states });
    }
  });
});
