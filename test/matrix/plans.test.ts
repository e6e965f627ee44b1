import { describe, expect, it } from "vitest";
import { planEvaluation } from "../../src/matrix/evaluation-plan.js";
import type { ResolvedOp } from "../../src/matrix/op-chain.js";
import { gramRanges } from "../../src/matrix/passes/gram-ranges.js";
import { planChunks } from "../../src/matrix/plan-chunks.js";
import { rowsByChunk } from "../../src/matrix/row-selection.js";
import { StripeCache } from "../../src/matrix/stripe-cache.js";
import type { RowRange } from "../../src/matrix/types.js";

const normalize: ResolvedOp = { kind: "normalizeTotal", target: 10 };
const log: ResolvedOp = { kind: "log1p", base: null };
const columns = (...indices: number[]): ResolvedOp => ({ kind: "columns", indices: Int32Array.from(indices) });

describe("planEvaluation", () => {
  it.each<[string, ResolvedOp[], object]>([
    ["nothing", [], { general: [], scaleTarget: null, logFactor: null }],
    ["normalise, log", [normalize, log], { general: [], scaleTarget: 10, logFactor: 1 }],
    ["log of base 2", [{ kind: "log1p", base: 2 }], { general: [], scaleTarget: null, logFactor: 1 / Math.log(2) }],
    [
      "log and expm1 of one base",
      [normalize, log, { kind: "expm1", factor: 1 }],
      { general: [], scaleTarget: 10, logFactor: null },
    ],
    [
      "columns after the rest",
      [normalize, log, columns(3, 1, 2), columns(2, 0)],
      { general: [], scaleTarget: 10, logFactor: 1, columns: Int32Array.of(2, 3) },
    ],
    [
      "normalising a choice of columns",
      [columns(1), normalize],
      { general: [columns(1)], scaleTarget: 10, logFactor: null },
    ],
    ["two logs", [log, log], { general: [log], scaleTarget: null, logFactor: 1 }],
    ["log, then normalise", [log, normalize], { general: [log], scaleTarget: 10, logFactor: null }],
    [
      "expm1 alone",
      [{ kind: "expm1", factor: 1 }],
      { general: [{ kind: "expm1", factor: 1 }], scaleTarget: null, logFactor: null },
    ],
    ["a column twice", [columns(1, 1)], { general: [columns(1, 1)], scaleTarget: null, logFactor: null }],
  ])("fuses what the kernels can do together: %s", (_, ops, plan) => {
    expect(planEvaluation(ops)).toEqual(plan);
  });
});

const stripes = (...sizes: number[]): RowRange[] => {
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return { start: end - size, end };
  });
};

describe("planChunks", () => {
  it.each<[string, RowRange[], number | undefined, [number, number][]]>([
    ["no rows", [], undefined, []],
    [
      "short stripes together, up to 2,048 rows",
      stripes(1000, 1000, 1000, 2048, 3),
      undefined,
      [
        [0, 2000],
        [2000, 3000],
        [3000, 5048],
        [5048, 5051],
      ],
    ],
    [
      "a chunk size",
      stripes(10, 10, 10, 10),
      25,
      [
        [0, 20],
        [20, 40],
      ],
    ],
    [
      "a chunk size below a stripe",
      stripes(10, 10),
      3,
      [
        [0, 10],
        [10, 20],
      ],
    ],
  ])("groups stripes: %s", (_, input, chunkSize, bounds) => {
    const chunks = planChunks(input, chunkSize);
    expect(chunks.map(({ start, end }) => [start, end])).toEqual(bounds);
    expect(chunks.map((chunk) => chunk.index)).toEqual(bounds.map((_, i) => i));
  });

  it("gives a large matrix about 128 chunks, whatever larger chunk size is asked for", () => {
    const many = stripes(...new Array<number>(700).fill(2048));
    expect(planChunks(many, 100_000).length).toBe(planChunks(many).length);
    expect(planChunks(many).length).toBeGreaterThan(100);
    expect(planChunks(many).length).toBeLessThan(200);
  });

  it("counts stripes where a query takes few rows of each", () => {
    const scattered = planChunks(stripes(...new Array<number>(12_800).fill(3)));
    expect(scattered.length).toBe(128);
    expect(scattered.every((chunk) => chunk.endStripe - chunk.firstStripe === 100)).toBe(true);
  });

  it("refuses a chunk size that is no number of rows", () => {
    expect(() => planChunks([], 0)).toThrow("option chunkSize: expected a whole number of rows from 1, got 0");
  });
});

it("rowsByChunk sorts rows into chunks, and remembers where each belongs", () => {
  const chunks = planChunks(stripes(10, 10, 10), 10);
  const found = rowsByChunk(chunks, Int32Array.of(25, 3, 21, 3));
  expect(found.map(({ chunk, local, positions }) => [chunk.index, [...local!], [...positions!]])).toEqual([
    [0, [3, 3], [1, 3]],
    [2, [1, 5], [2, 0]],
  ]);
});

describe("gramRanges", () => {
  it.each([
    [1000, 128, 1],
    [1000, 128, 4],
    [20, 32, 2],
    [129, 128, 3],
    [1, 32, 8],
  ])("covers %i rows without a gap and never cuts the %i dense columns, for %i workers", (k, head, workers) => {
    const counts = Float64Array.from({ length: k }, (_, g) => Math.ceil(10_000 / (g + 1)));
    const ranges = gramRanges(counts, head, workers);
    expect(ranges[0]!.start).toBe(0);
    expect(ranges.at(-1)!.end).toBe(k);
    ranges.slice(1).forEach((range, i) => {
      expect(range.start).toBe(ranges[i]!.end);
      expect(range.start).toBeGreaterThanOrEqual(head);
    });
  });
});

describe("StripeCache", () => {
  const blocks = (sizeBytes: number) => [{ sizeBytes }];

  it("keeps what fits and refuses the rest", () => {
    const cache = new StripeCache(100);
    expect(cache.put("raw", 0, blocks(60))).toBe(true);
    expect(cache.put("raw", 1, blocks(60))).toBe(false);
    expect(cache.get("raw", 0)).toEqual(blocks(60));
    expect(cache.get("raw", 1)).toBeUndefined();
    expect([cache.usedBytes, cache.count("raw")]).toEqual([60, 1]);
  });

  it("lets a selection evict the stripes it was made from, but nothing else", () => {
    const cache = new StripeCache(100);
    cache.put("raw", 0, blocks(40));
    cache.put("raw", 1, blocks(40));
    cache.put("other", 0, blocks(10));
    expect(cache.put("selected", 0, blocks(30), "raw")).toBe(true);
    expect(cache.get("raw", 0)).toBeUndefined();
    expect([cache.usedBytes, cache.count("raw"), cache.count("other")]).toEqual([80, 1, 1]);
    expect(cache.put("selected", 1, blocks(90), "raw")).toBe(false);
  });

  it("replaces and drops groups, and counts its bytes", () => {
    const cache = new StripeCache(100);
    cache.put("raw", 0, blocks(40));
    cache.put("raw", 0, blocks(50));
    expect(cache.usedBytes).toBe(50);
    cache.drop((group) => group === "raw");
    expect([cache.usedBytes, cache.count("raw")]).toEqual([0, 0]);
  });
});
