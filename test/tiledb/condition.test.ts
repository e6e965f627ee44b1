import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueryCondition } from "../../src/tiledb/index.js";
import { type ConditionColumn, evaluateCondition } from "../../src/tiledb/read/condition.js";

const N = 24;
const numbers = Int32Array.from({ length: N }, (_, i) => ((i * 7) % 11) - 3);
const validity = Uint8Array.from({ length: N }, (_, i) => (i % 4 === 1 ? 0 : 1));
const texts = Array.from({ length: N }, (_, i) => ["", "a", "ab", "b", "ü"][i % 5]!);

function column(name: string): ConditionColumn {
  if (name === "text") {
    const parts = texts.map((text) => new TextEncoder().encode(text));
    const starts = new Uint32Array(N + 1);
    parts.forEach((part, i) => {
      starts[i + 1] = starts[i]! + part.length;
    });
    const field = { name, type: "string_utf8", isVar: true, valuesPerCell: 1, nullable: false } as const;
    return { field, column: { cells: N, bytes: new Uint8Array(Buffer.concat(parts)), bytesPerCell: 0, starts } };
  }
  const nullable = name === "maybe";
  const field = { name, type: "int32", isVar: false, valuesPerCell: 1, nullable } as const;
  const bytes = new Uint8Array(numbers.buffer);
  return { field, column: { cells: N, bytes, bytesPerCell: 4, ...(nullable ? { validity } : {}) } };
}

/** The rules again, cell by cell: a null cell fails every comparison, negation turns operators round. */
function holds(condition: QueryCondition, cell: number, negated = false): boolean {
  if (condition.op === "not") return holds(condition.condition, cell, !negated);
  if ("conditions" in condition) {
    const results = condition.conditions.map((part) => holds(part, cell, negated));
    return (condition.op === "and") !== negated ? results.every(Boolean) : results.some(Boolean);
  }
  const isNull = condition.column === "maybe" && validity[cell] === 0;
  const value = (condition.column === "text" ? texts[cell]! : numbers[cell]!) as number;
  if ("values" in condition)
    return !isNull && (condition.values.includes(value) === (condition.op === "in")) !== negated;
  if (condition.value === null) return (isNull === (condition.op === "==")) !== negated;
  // Texts compare too; the compiler only wants one type on both sides.
  const wanted = condition.value as number;
  const results = {
    "<": value < wanted,
    "<=": value <= wanted,
    ">": value > wanted,
    ">=": value >= wanted,
    "==": value === wanted,
    "!=": value !== wanted,
  };
  return !isNull && results[condition.op] !== negated;
}

const operator = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");
const leaf: fc.Arbitrary<QueryCondition> = fc.oneof(
  fc.record({ op: operator, column: fc.constantFrom("number", "maybe"), value: fc.integer({ min: -5, max: 9 }) }),
  fc.record({ op: operator, column: fc.constant("text"), value: fc.constantFrom("", "a", "ab", "aa", "ü", "z") }),
  fc.record({ op: fc.constantFrom("==", "!="), column: fc.constantFrom("number", "maybe"), value: fc.constant(null) }),
  fc.record({
    op: fc.constantFrom("in", "not in"),
    column: fc.constantFrom("number", "maybe"),
    values: fc.array(fc.integer({ min: -5, max: 9 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    op: fc.constantFrom("in", "not in"),
    column: fc.constant("text"),
    values: fc.subarray(["", "a", "ü", "q"], { minLength: 1 }),
  }),
) as fc.Arbitrary<QueryCondition>;
const { tree } = fc.letrec<{ tree: QueryCondition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      op: fc.constantFrom("and" as const, "or" as const),
      conditions: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant("not" as const), condition: tie("tree") }),
  ),
}));

describe("conditions", () => {
  it("select the cells that the rules select one by one", () => {
    fc.assert(
      fc.property(tree, (condition) => {
        const mask = evaluateCondition(condition, N, column);
        expect([...mask]).toEqual(Array.from({ length: N }, (_, cell) => (holds(condition, cell) ? 1 : 0)));
      }),
      { numRuns: 500 },
    );
  });

  it("compare float32 cells with the value as float32, and 64-bit integers exactly", () => {
    const of =
      (type: "float32" | "int64", bytes: Uint8Array, size: number) =>
      (name: string): ConditionColumn => ({
        field: { name, type, isVar: false, valuesPerCell: 1, nullable: false },
        column: { cells: bytes.length / size, bytes, bytesPerCell: size },
      });
    const floats = of("float32", new Uint8Array(Float32Array.of(0.1, 0.2, Number.NaN).buffer), 4);
    expect([...evaluateCondition({ op: "==", column: "x", value: 0.1 }, 3, floats)]).toEqual([1, 0, 0]);
    expect([...evaluateCondition({ op: "!=", column: "x", value: 0.1 }, 3, floats)]).toEqual([0, 1, 1]);
    const big = of("int64", new Uint8Array(BigInt64Array.of(2n ** 53n, 2n ** 53n + 1n, -(2n ** 63n)).buffer), 8);
    expect([...evaluateCondition({ op: "==", column: "x", value: 2n ** 53n + 1n }, 3, big)]).toEqual([0, 1, 0]);
    expect([...evaluateCondition({ op: "<", column: "x", value: 0 }, 3, big)]).toEqual([0, 0, 1]);
    expect([...evaluateCondition({ op: "in", column: "x", values: [2n ** 53n, -(2n ** 63n)] }, 3, big)]).toEqual([
      1, 0, 1,
    ]);
  });
});
