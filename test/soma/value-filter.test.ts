import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FilterColumn, mentionedColumns, parseFilter, toCondition } from "../../src/soma/value-filter/index.js";
import type { Datatype, QueryCondition } from "../../src/tiledb/index.js";

const column = (name: string, type: Datatype, enumeration?: FilterColumn["enumeration"]): [string, FilterColumn] => [
  name,
  { name, type, nullable: true, enumeration },
];
const schema = new Map([
  column("cell_type", "string_utf8", { ordered: false, values: ["a", "b"] }),
  column("stage", "string_utf8", { ordered: true, values: ["young", "old"] }),
  column("nnz", "int64"),
  column("small", "uint8"),
  column("raw_sum", "float64"),
  column("is_primary_data", "bool"),
  column("orig.ident", "string_utf8"),
  column("when", "datetime_ms"),
  column("blob", "blob"),
]);
const condition = (filter: string): QueryCondition => toCondition(filter, parseFilter(filter), schema);

function message(filter: string): string {
  try {
    condition(filter);
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

describe("toCondition", () => {
  it.each<[string, QueryCondition]>([
    ["nnz > 5", { op: ">", column: "nnz", value: 5 }],
    ["5 > nnz", { op: "<", column: "nnz", value: 5 }],
    ["nnz == -5", { op: "==", column: "nnz", value: -5 }],
    ["nnz == 9007199254740993", { op: "==", column: "nnz", value: 9007199254740993n }],
    ["is_primary_data == 1", { op: "==", column: "is_primary_data", value: true }],
    ["nnz == True", { op: "==", column: "nnz", value: 1 }],
    ["cell_type == None", { op: "==", column: "cell_type", value: null }],
    ["cell_type not in ['a', 'b',]", { op: "not in", column: "cell_type", values: ["a", "b"] }],
    ["nnz in [-1, val(2)]", { op: "in", column: "nnz", values: [-1, 2] }],
    ["is_primary_data in [True]", { op: "in", column: "is_primary_data", values: [true] }],
    ["attr('orig.ident') == val('b')", { op: "==", column: "orig.ident", value: "b" }],
    ["stage < 'old'", { op: "<", column: "stage", value: "old" }],
    ["when >= 1700000000000", { op: ">=", column: "when", value: 1_700_000_000_000 }],
    [
      "1 < nnz <= 5",
      {
        op: "and",
        conditions: [
          { op: ">", column: "nnz", value: 1 },
          { op: "<=", column: "nnz", value: 5 },
        ],
      },
    ],
    ["not nnz > 5", { op: "not", condition: { op: ">", column: "nnz", value: 5 } }],
    [" nnz > 5  # a comment", { op: ">", column: "nnz", value: 5 }],
    ["(nnz >\n 5)", { op: ">", column: "nnz", value: 5 }],
    ["cell_type == '''it's \"a\"'''", { op: "==", column: "cell_type", value: 'it\'s "a"' }],
    ["cell_type == 'a\\n\\x41\\u00e9\\101\\q'", { op: "==", column: "cell_type", value: "a\nAéA\\q" }],
    ["cell_type == R'\\n'", { op: "==", column: "cell_type", value: "\\n" }],
    ["raw_sum > 1_0.5e-1", { op: ">", column: "raw_sum", value: 1.05 }],
    ["raw_sum > .5", { op: ">", column: "raw_sum", value: 0.5 }],
  ])("reads %s", (filter, expected) => {
    expect(condition(filter)).toEqual(expected);
  });

  it("binds `not` tighter than `and`, `and` tighter than `or`, and `&` and `|` tightest", () => {
    const is = (value: number): QueryCondition => ({ op: "==", column: "nnz", value });
    expect(condition("nnz == 1 or nnz == 2 and not nnz == 3")).toEqual({
      op: "or",
      conditions: [is(1), { op: "and", conditions: [is(2), { op: "not", condition: is(3) }] }],
    });
    expect(condition("(nnz == 1) | (nnz == 2) & (nnz == 3) and nnz == 4")).toEqual({
      op: "and",
      conditions: [{ op: "or", conditions: [is(1), { op: "and", conditions: [is(2), is(3)] }] }, is(4)],
    });
  });

  it.each<[string, string]>([
    [
      'celltype == "T cell"',
      'value filter: no column "celltype". Did you mean cell_type?\n    celltype == "T cell"\n    ^^^^^^^^',
    ],
    [
      "nnz == 1 & raw_sum == 2",
      "value filter: unable to parse expression component 1 & raw_sum -- did you mean to quote it as a string?. " +
        "& binds tighter than comparisons: put each comparison in parentheses, or use and." +
        "\n    nnz == 1 & raw_sum == 2\n           ^^^^^^^^^^^",
    ],
    [
      "nnz == '20'",
      "value filter: value for column \"nnz\": expected a number (the column is int64), got '20'. " +
        "Texts are not turned into numbers.\n    nnz == '20'\n           ^^^^",
    ],
    [
      "nnz == 1.5",
      'value filter: value for column "nnz": expected a whole number (the column is int64), got 1.5\n    nnz == 1.5\n           ^^^',
    ],
    [
      "small < 256",
      'value filter: value for column "small": expected 0 … 255 (the column is uint8), got 256\n    small < 256\n            ^^^',
    ],
    [
      "is_primary_data",
      "value filter: a value filter must be made up of comparisons: got is_primary_data. Write is_primary_data == True." +
        "\n    is_primary_data\n    ^^^^^^^^^^^^^^^",
    ],
    [
      "cell_type == a",
      "value filter: the value side must be a constant, not a variable or expression: got a. Did you mean to quote it as a string?" +
        "\n    cell_type == a\n                 ^",
    ],
    ["nnz = 5", "value filter: `=` compares nothing. Use ==.\n    nnz = 5\n        ^"],
    [
      "nnz ==",
      "value filter: the value filter ends too early: expected a column, a value or (\n    nnz ==\n          ^",
    ],
    ["", "value filter: the value filter is empty\n    \n    ^"],
    ["(nnz == 5", "value filter: this ( is never closed\n    (nnz == 5\n    ^"],
    ["nnz == 5)", "value filter: unexpected ): expected an operator or the end\n    nnz == 5)\n            ^"],
    [
      "cell_type == 'a",
      "value filter: this text has no closing quote: expected '\n    cell_type == 'a\n                 ^",
    ],
    [
      "nnz == 5 and\nnnz == 6",
      "value filter: the expression ends at the line break before this. Put parentheses around it to continue on the next line.\n    nnz == 6\n    ^^^",
    ],
    ["(nnz == 5 and\n\tnzz == 6)", 'value filter: no column "nzz". Did you mean nnz?\n    \tnzz == 6)\n    \t^^^'],
    [
      "orig.ident == 'b'",
      "value filter: unhandled dot operator. If the column name has a dot in it, wrap it: attr(\"orig.ident\").\n    orig.ident == 'b'\n    ^^^^^^^^^^",
    ],
    [
      "cell_type > 'a'",
      "value filter: the categories of \"cell_type\" have no order: expected ==, !=, in or not in, got >\n    cell_type > 'a'\n              ^",
    ],
    [
      "nnz is not None",
      "value filter: the `is not` operator is not supported. Use !=.\n    nnz is not None\n        ^^",
    ],
    ["nnz in (1, 2)", "value filter: tuples are not supported. Write a list: [ … ].\n    nnz in (1, 2)\n           ^"],
    [
      "nnz in [1] == True",
      "value filter: `in` cannot be part of a chain of comparisons\n    nnz in [1] == True\n        ^^",
    ],
    [
      "nnz == 2 + 2",
      "value filter: operator + is not supported. The value side must be one constant.\n    nnz == 2 + 2\n             ^",
    ],
    ["nnz == €", 'value filter: unexpected character "€"\n    nnz == €\n           ^'],
    [
      "blob == 1",
      'value filter: value for column "blob": expected no comparison: the column is blob, got 1\n    blob == 1\n            ^',
    ],
    [
      "cell_type == 'a\\xg0'",
      "value filter: invalid escape: expected 2 hexadecimal digits\n    cell_type == 'a\\xg0'\n                   ^^^^",
    ],
    ["nnz == 012", "value filter: invalid number 012. Numbers do not start with 0.\n    nnz == 012\n           ^^^"],
  ])("refuses %s and points at the place", (filter, expected) => {
    expect(message(filter)).toBe(expected);
  });

  it.each([
    ["(".repeat(100_000), /nested too deeply/],
    [`${"not ".repeat(100_000)}nnz == 1`, /nested too deeply/],
    [`nnz == ${"-".repeat(100_000)}1`, /nested too deeply/],
  ])("refuses endless nesting without overflowing the stack", (filter, expected) => {
    expect(message(filter)).toMatch(expected);
  });

  it("throws only value filter errors, whatever the text is", () => {
    const pieces = fc.constantFrom(
      ..."nnz cell_type and or not in == < >= ( ) [ ] , 'a' \"b\" 5 -1 1.5 None True & | attr val . # \n is".split(" "),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 12 }).map((list) => list.join(" ")),
          fc.string(),
        ),
        (filter) => {
          const text = message(filter);
          if (text !== "no error") expect(text).toMatch(/^value filter: /);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("names the columns that a filter mentions", () => {
    expect([
      ...mentionedColumns(parseFilter("not (nnz in [1] or attr('orig.ident') == 'b') and 1 < raw_sum < 5")),
    ]).toEqual(["nnz", "orig.ident", "raw_sum"]);
  });
});
