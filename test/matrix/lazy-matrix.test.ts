import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Executor } from "../../src/exec/index.js";
import { LazyMatrix, type MatrixOp } from "../../src/matrix/index.js";
import { randomCsr, toDense } from "./random-csr.js";

/** What the chain means, on plain rows: written a second time, from Scanpy's definitions. */
function applyOps(input: number[][], ops: readonly MatrixOp[]): number[][] {
  let rows = input;
  for (const op of ops) {
    if (op.kind === "log1p") {
      const divide = op.base === null ? 1 : Math.log(op.base);
      rows = rows.map((row) => row.map((x) => Math.log1p(x) / divide));
    } else if (op.kind === "columns") {
      rows = rows.map((row) => [...op.indices].map((c) => row[c]!));
    } else {
      const total = (row: number[], skip: Set<number>) => row.reduce((sum, x, c) => (skip.has(c) ? sum : sum + x), 0);
      const skip = new Set<number>();
      if (op.maxFraction !== undefined) {
        const none = new Set<number>();
        for (const row of rows) {
          const limit = total(row, none) * op.maxFraction;
          for (const [c, x] of row.entries()) if (x > limit) skip.add(c);
        }
      }
      const totals = rows.map((row) => total(row, skip));
      const positive = totals.filter((t) => t > 0).sort((a, b) => a - b);
      const middle = positive.length >> 1;
      const median = positive.length % 2 === 1 ? positive[middle]! : (positive[middle - 1]! + positive[middle]!) / 2;
      const target = op.targetSum ?? (positive.length === 0 ? 1 : median);
      rows = rows.map((row, r) => (totals[r] === 0 ? row : row.map((x) => (x * target) / totals[r]!)));
    }
  }
  return rows;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, relative: number, absolute = 1e-9): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = absolute + relative * Math.abs(expected[i]!);
    if (!(Math.abs(actual[i]! - expected[i]!) <= allowed))
      expect.fail(`value ${i}: expected ${expected[i]} ± ${allowed}, got ${actual[i]}`);
  }
}

const small = { nObs: 60, nVars: 25, stripeRows: 16 };

/** A chain of up to four operators, column choices kept valid by taking positions modulo the width. */
const chains = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({ kind: "normalizeTotal", targetSum: null } as const) },
    fc.constantFrom(...[1, 1e4].map((targetSum) => ({ kind: "normalizeTotal", targetSum }) as const)),
    fc.constantFrom(
      ...[0.1, 0.3].map((maxFraction) => ({ kind: "normalizeTotal", targetSum: null, maxFraction }) as const),
    ),
    { weight: 3, arbitrary: fc.constantFrom(...[null, 2, 10].map((base) => ({ kind: "log1p", base }) as const)) },
    fc.array(fc.nat(1000), { minLength: 2, maxLength: 12 }).map((indices) => ({ kind: "columns", indices }) as const),
  ),
  { maxLength: 4 },
);
type RawOp = typeof chains extends fc.Arbitrary<(infer T)[]> ? T : never;

function build(matrix: LazyMatrix, raw: readonly RawOp[]): LazyMatrix {
  let built = matrix;
  for (const op of raw) {
    built = built.withOp(
      op.kind === "columns" ? { kind: "columns", indices: Int32Array.from(op.indices, (c) => c % built.shape[1]) } : op,
    );
  }
  return built;
}

describe("LazyMatrix", () => {
  it("reads nothing until asked", () => {
    const matrix = LazyMatrix.fromCsr(randomCsr({ ...small, seed: 1 }), { stripeRows: 16 });
    const chained = matrix.withOp({ kind: "normalizeTotal", targetSum: null }).withOp({ kind: "log1p", base: null });
    expect(chained.cache.usedBytes).toBe(0);
    expect(chained.ops.map((op) => op.kind)).toEqual(["normalizeTotal", "log1p"]);
    expect(matrix.ops).toEqual([]);
  });

  it("evaluates any chain as its definition says (toCsr)", async () => {
    await fc.assert(
      fc.asyncProperty(chains, fc.nat(1000), fc.boolean(), async (raw, seed, fractions) => {
        const csr = randomCsr({ ...small, seed, fractions });
        const matrix = build(LazyMatrix.fromCsr(csr, { stripeRows: 16 }), raw);
        const expected = applyOps(toDense(csr), matrix.ops);
        const actual = toDense(await matrix.toCsr());
        expect(actual.length).toBe(60);
        for (let row = 0; row < 60; row++) expectClose(actual[row]!, expected[row]!, 1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same moments, columns and totals the fast way as the plain way, for any chain and rows", async () => {
    await fc.assert(
      fc.asyncProperty(
        chains,
        fc.nat(1000),
        fc.option(fc.array(fc.nat(59), { minLength: 1, maxLength: 80 }), { nil: undefined }),
        async (raw, seed, picked) => {
          const csr = randomCsr({ ...small, seed });
          const rows = picked === undefined ? undefined : Int32Array.from(picked);
          const fresh = () => build(LazyMatrix.fromCsr(csr, { stripeRows: 16, chunkSize: 16 }), raw).subset(rows);
          const dense = toDense(await fresh().toCsr());
          const [n, width] = fresh().shape;
          const sum = new Float64Array(width);
          const squares = new Float64Array(width);
          for (const row of dense) {
            row.forEach((x, c) => {
              sum[c]! += x;
              squares[c]! += x * x;
            });
          }
          const moments = await fresh().columnMoments();
          expect(moments.n).toBe(n);
          expectClose(moments.sum, sum, 2e-6);
          expectClose(moments.sumOfSquares, squares, 2e-6);
          const j = seed % width;
          expectClose(
            await fresh().column(j),
            dense.map((row) => row[j]!),
            2e-6,
          );
          expectClose(
            await fresh().rowTotals(),
            dense.map((row) => row.reduce((a, b) => a + b, 0)),
            2e-6,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("takes expm1 off a logarithm of the same base, whatever the base", async () => {
    const csr = randomCsr({ ...small, seed: 5 });
    const normalized = LazyMatrix.fromCsr(csr, { stripeRows: 16 }).withOp({ kind: "normalizeTotal", targetSum: null });
    const plain = await normalized.columnMoments();
    for (const base of [null, 2, 10, 3.7]) {
      const factor = base === null ? 1 : Math.log(base);
      const moments = await normalized
        .withOp({ kind: "log1p", base })
        .columnMoments({ expm1: { kind: "expm1", factor } });
      expectClose(moments.sum, plain.sum, 1e-12);
    }
    const twice = normalized.withOp({ kind: "log1p", base: null }).withOp({ kind: "log1p", base: null });
    const once = toDense(await normalized.withOp({ kind: "log1p", base: null }).toCsr());
    const sums = once[0]!.map((_, c) => once.reduce((sum, row) => sum + row[c]!, 0));
    expectClose((await twice.columnMoments({ expm1: { kind: "expm1", factor: 1 } })).sum, sums, 1e-5);
  });

  it("keeps the target of a normalisation when rows or columns are taken afterwards", async () => {
    const csr = randomCsr({ ...small, seed: 9 });
    const normalized = LazyMatrix.fromCsr(csr).withOp({ kind: "normalizeTotal", targetSum: null });
    const all = toDense(await normalized.toCsr());
    const rows = Int32Array.of(50, 3, 3, 17);
    const columns = Int32Array.of(20, 4);
    const part = toDense(await normalized.subset(rows, columns).toCsr());
    expect(part).toEqual([...rows].map((r) => [...columns].map((c) => all[r]![c]!)));
    expect(toDense(await normalized.subset(rows).subset(Int32Array.of(1, 0)).toCsr())).toEqual([all[3], all[50]]);
  });

  it("decodes each stripe once within the cache's budget, and again beyond it, with the same result", async () => {
    const csr = randomCsr({ nObs: 400, nVars: 30, seed: 3 });
    const results = [];
    for (const cacheBytes of [1e9, 9000, 0]) {
      const matrix = LazyMatrix.fromCsr(csr, { stripeRows: 50, chunkSize: 50, cacheBytes });
      const chain = matrix.withOp({ kind: "normalizeTotal", targetSum: null }).withOp({ kind: "log1p", base: null });
      const columns = Int32Array.from({ length: 30 }, (_, c) => c);
      const pcs = await chain.principalComponents(columns, 5);
      results.push({
        variance: pcs.variance,
        scores: (await pcs.projection.compute()).data,
        used: matrix.cache.usedBytes,
      });
      expect(matrix.cache.usedBytes).toBeLessThanOrEqual(cacheBytes);
    }
    expect(results[1]!.variance).toEqual(results[0]!.variance);
    expect(results[2]!.variance).toEqual(results[0]!.variance);
    expect(results[1]!.scores).toEqual(results[0]!.scores);
    expect(results[2]!.scores).toEqual(results[0]!.scores);
    expect(results[0]!.used).toBeGreaterThan(results[1]!.used);
  });

  it("computes principal components that explain the centred matrix", async () => {
    const csr = randomCsr({ nObs: 300, nVars: 40, seed: 4, density: 0.5 });
    const matrix = LazyMatrix.fromCsr(csr, { stripeRows: 64 }).withOp({ kind: "log1p", base: null });
    const columns = Int32Array.from({ length: 20 }, (_, i) => 2 * i);
    const pcs = await matrix.principalComponents(columns, 20);
    const dense = toDense(await matrix.toCsr());
    const mean = [...columns].map((c) => dense.reduce((sum, row) => sum + row[c]!, 0) / 300);
    const scores = (await pcs.projection.compute()).data;
    // All 20 components of 20 columns: the scores rotate the centred values, so they give them back.
    for (let row = 0; row < 300; row += 37) {
      const back = [...columns].map((_, g) => {
        let sum = 0;
        for (let c = 0; c < 20; c++) sum += scores[row * 20 + c]! * pcs.components[g * 20 + c]!;
        return sum;
      });
      expectClose(
        back,
        [...columns].map((c, g) => dense[row]![c]! - mean[g]!),
        1e-4,
        1e-4,
      );
    }
    expect(pcs.varianceRatio.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 8);
    for (let c = 0; c < 20; c++) {
      const loadings = Array.from({ length: 20 }, (_, g) => pcs.components[g * 20 + c]!);
      expect(Math.max(...loadings)).toBe(Math.max(...loadings.map(Math.abs)));
    }
  });

  it("uses row totals that are known beforehand, and drops them when the rows sum to something else", async () => {
    const csr = randomCsr({ ...small, seed: 12 });
    const right = await LazyMatrix.fromCsr(csr).rowTotals();
    const wrong = right.map((total) => total * 2 + 1);
    const values = [];
    for (const rowTotals of [undefined, right, wrong]) {
      const plain = LazyMatrix.fromCsr(csr);
      const source = { ...plain.source, ...(rowTotals === undefined ? {} : { rowTotals }) };
      const matrix = LazyMatrix.fromSource(source, { executor: plain.executor });
      values.push((await matrix.withOp({ kind: "normalizeTotal", targetSum: null }).toCsr()).data);
    }
    expect(values[1]).toEqual(values[0]);
    expect(values[2]).toEqual(values[0]);
  });

  it.each([
    ["an empty matrix", 0, 5],
    ["a matrix without columns", 5, 0],
  ])("handles %s", async (_, nObs, nVars) => {
    const csr = {
      shape: [nObs, nVars] as [number, number],
      indptr: new Int32Array(nObs + 1),
      indices: new Int32Array(0),
      data: new Float32Array(0),
    };
    const matrix = LazyMatrix.fromCsr(csr).withOp({ kind: "normalizeTotal", targetSum: null });
    expect((await matrix.toCsr()).shape).toEqual([nObs, nVars]);
    expect((await matrix.columnMoments()).sum.length).toBe(nVars);
  });

  it.each([
    ["unsorted columns", { shape: [1, 3], indptr: [0, 2], indices: [1, 0], data: [1, 1] }, /columns of row 0/],
    ["a column outside", { shape: [1, 3], indptr: [0, 1], indices: [3], data: [1] }, /columns of row 0.*below 3/],
    [
      "a short indptr",
      { shape: [2, 3], indptr: [0, 1], indices: [0], data: [1] },
      /length of indptr.*3 \(rows \+ 1\), got 2/,
    ],
    ["a descending indptr", { shape: [2, 3], indptr: [0, 1, 0], indices: [0], data: [1] }, /indptr of row/],
  ] as const)("refuses a CSR with %s", (_, raw, message) => {
    const csr = {
      shape: raw.shape,
      indptr: Int32Array.from(raw.indptr),
      indices: Int32Array.from(raw.indices),
      data: Float32Array.from(raw.data),
    };
    expect(() => LazyMatrix.fromCsr(csr)).toThrow(message);
  });

  it("shows shape, dtype, stripes, ops and cache as a card", async () => {
    const matrix = LazyMatrix.fromCsr(randomCsr({ ...small, seed: 1 }), {
      stripeRows: 16,
      chunkSize: 32,
      cacheBytes: 2 ** 20,
    });
    const chained = matrix.withOp({ kind: "normalizeTotal", targetSum: 1e4 }).withOp({ kind: "log1p", base: null });
    expect(String(chained)).toBe(
      [
        "LazyMatrix 60 × 25, float32",
        "    stripes: 4 in 2 chunks of up to 32 rows",
        "    ops: normalizeTotal(10000) → log1p",
        "    source: csr",
        "    cache: 0 of 2 chunks, 0 B of 1.00 MiB",
      ].join("\n"),
    );
    expect(chained.toMimeBundle()["text/html"]).toContain('<th style="text-align:left">ops</th>');
  });

  it("stops when its signal fires", async () => {
    const matrix = LazyMatrix.fromCsr(randomCsr({ ...small, seed: 1 }), { stripeRows: 1, chunkSize: 1 });
    await expect(matrix.toCsr({ signal: AbortSignal.abort() })).rejects.toMatchObject({ tag: "AbortError" });
    const controller = new AbortController();
    const { executor: inner } = matrix;
    let submitted = 0;
    const executor: Executor = {
      parallelism: 1,
      submit(task, options) {
        if (++submitted === 5) controller.abort();
        return inner.submit(task, options);
      },
      close: () => inner.close(),
    };
    const pass = LazyMatrix.fromSource(matrix.source, { executor, chunkSize: 1 }).columnMoments({
      signal: controller.signal,
    });
    await expect(pass).rejects.toMatchObject({ tag: "AbortError" });
    expect(submitted).toBeLessThan(10);
  });
});
