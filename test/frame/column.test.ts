import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  booleanColumn,
  type Column,
  categoricalColumn,
  compareNaturally,
  numericColumn,
  StringColumn,
  stringColumn,
} from "../../src/frame/index.js";

const encoder = new TextEncoder();

function utf8Column(texts: readonly string[]): StringColumn {
  const parts = texts.map((text) => encoder.encode(text));
  const offsets = new Uint32Array(texts.length + 1);
  parts.forEach((part, i) => {
    offsets[i + 1] = offsets[i]! + part.length;
  });
  return StringColumn.fromUtf8("s", { bytes: Buffer.concat(parts), offsets });
}

describe("columns", () => {
  it.each<[string, Column, unknown[], number[]]>([
    ["numeric", numericColumn("c", Int32Array.of(4, 5, 6), Uint8Array.of(1, 1, 0)), [5, "4", 6], [1, 1, 0]],
    ["int64", numericColumn("c", BigInt64Array.of(4n, 2n ** 60n, 6n)), [2n ** 60n, 6], [0, 1, 1]],
    ["boolean", booleanColumn("c", [true, false, true]), [true], [1, 0, 1]],
    ["string", stringColumn("c", ["a", null, "b"]), ["b", null], [0, 0, 1]],
    ["categorical", categoricalColumn("c", Int32Array.of(1, -1, 0), ["a", "b"]), ["b", "zz"], [1, 0, 0]],
    ["categorical of numbers", categoricalColumn("c", Int32Array.of(1, 0, 1), [10, 20]), [20], [1, 0, 1]],
  ])("isIn of a %s column marks the rows that have one of the values, never a null", (_, column, values, mask) => {
    expect([...column.isIn(values)]).toEqual(mask);
  });

  it("counts the values of a categorical, unused categories too, ties in category order", () => {
    const counts = categoricalColumn("ct", Int32Array.of(2, 2, 0, 1, -1, 2), ["x", "y", "z", "unused"]).valueCounts();
    expect(counts.entries()).toEqual([
      ["z", 3],
      ["x", 1],
      ["y", 1],
      ["unused", 0],
    ]);
    expect(counts.head(2).index).toEqual(["z", "x"]);
    expect(counts.get("unused")).toBe(0);
    expect(counts.head(2).toString()).toBe("ct\nz    3\nx    1\nName: count, dtype: int64");
  });

  it.each<[string, Column, [string, number][]]>([
    [
      "numeric",
      numericColumn("c", Float32Array.of(2, 0.5, 2, Number.NaN)),
      [
        ["2", 2],
        ["0.5", 1],
      ],
    ],
    [
      "boolean",
      booleanColumn("c", [true, false, true]),
      [
        ["True", 2],
        ["False", 1],
      ],
    ],
    [
      "string",
      stringColumn("c", ["a", "b", null, "b"]),
      [
        ["b", 2],
        ["a", 1],
      ],
    ],
  ])("counts the values of a %s column", (_, column, expected) => {
    expect(column.valueCounts().entries()).toEqual(expected);
  });

  it("drops unused categories and keeps every row's value", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 6 })), (codes) => {
        const full = categoricalColumn("c", Int32Array.from(codes), ["a", "b", "c", "d", "e", "f", "g"]);
        const cut = full.removeUnusedCategories();
        expect([...cut]).toEqual([...full]);
        expect(cut.categories).toEqual([...full.categories].filter((_, code) => codes.includes(code)));
      }),
    );
  });

  it("refuses codes outside the categories", () => {
    expect(() => categoricalColumn("c", Int32Array.of(0, 2), ["a", "b"])).toThrow(
      /code in row 1: expected −1 … 1, got 2/,
    );
  });

  it("decodes UTF-8 texts when looked at, before and after taking rows", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
        const rows = Int32Array.from(texts.keys()).reverse();
        const taken = utf8Column(texts).take(rows);
        expect(Array.from(rows, (_, i) => taken.get(i))).toEqual([...texts].reverse());
        expect(taken.values()).toEqual([...texts].reverse());
        expect(utf8Column(texts).values()).toEqual(texts);
      }),
    );
  });

  it("makes categories of texts in natural order", () => {
    const column = stringColumn("c", ["x10", "x2", null, "x2", "X1"]).toCategorical();
    expect(column.categories).toEqual(["X1", "x2", "x10"]);
    expect([...column.codes]).toEqual([2, 1, -1, 1, 0]);
    expect(["a10b2", "a9", "a10b10", ""].sort(compareNaturally)).toEqual(["", "a9", "a10b2", "a10b10"]);
  });

  it("gives doubles with NaN for nulls", () => {
    const column = numericColumn("c", BigInt64Array.of(1n, 2n), Uint8Array.of(1, 0));
    expect([...column.toFloat64()]).toEqual([1, Number.NaN]);
    expect(column.nullCount).toBe(1);
    expect(column.dtype).toBe("int64");
  });
});
