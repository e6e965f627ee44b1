import { expect, test } from "vitest";
import { codeFrame } from "../../kernel-ext/src/output/code-frame.js";

test("the caret stands under the place, with two lines around", () => {
  expect(codeFrame("one\ntwo\nthree\nfour\nfive", { line: 3, column: 2, length: 3 })).toEqual([
    "  1 | one",
    "  2 | two",
    "> 3 | three",
    "    |  ^^^",
    "  4 | four",
    "  5 | five",
  ]);
});

test("tabs before the place stay tabs", () => {
  expect(codeFrame("\t\tx()", { line: 1, column: 3 })[1]).toBe("    | \t\t^");
});

test.each([
  ["longer than the line", { line: 1, column: 2, length: 50 }, "    |  ^^"],
  ["empty", { line: 1, column: 4, length: 0 }, "    |    ^"],
])("a span that is %s stays within reason", (_name, place, caret) => {
  expect(codeFrame("abc", place)[1]).toBe(caret);
});

test("line numbers are aligned", () => {
  const source = Array.from({ length: 12 }, (_, index) => `l${index + 1}`).join("\n");
  expect(codeFrame(source, { line: 10, column: 1 })).toEqual([
    "   8 | l8",
    "   9 | l9",
    "> 10 | l10",
    "     | ^",
    "  11 | l11",
    "  12 | l12",
  ]);
});
