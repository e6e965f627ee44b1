import ts from "typescript";
import { expect, test } from "vitest";
import { hasTopLevelAwait, syntaxState, withoutExportModifiers } from "../../kernel-ext/src/compiler/cell-syntax.js";

test.each([
  ["await f()", true],
  ["const x = [await f()]", true],
  ["if (a) { await f() }", true],
  ["for await (const x of y) {}", true],
  ["await using r = f()", true],
  ["class A extends (await f()) {}", true],
  ["async function f() { await g() }", false],
  ["const f = async () => { await g() }", false],
  ["class A { async m() { for await (const x of y) {} } }", false],
  ["class A { static { const f = 1 } }", false],
  ["const o = { async m() { await g() } }", false],
  ["using r = f()", false],
  ["// await", false],
])("%j awaits at top level: %s", (source, expected) => {
  expect(hasTopLevelAwait(ts, source)).toBe(expected);
});

test.each([
  ["export const a = 1;", "       const a = 1;"],
  ["export async function f() {}", "       async function f() {}"],
  ["/* export */ class A {}", "/* export */ class A {}"],
  ["export default 1;", "export default 1;"],
  ["const text = 'export const';", "const text = 'export const';"],
])("export before a declaration becomes spaces: %j", (source, expected) => {
  expect(withoutExportModifiers(ts, source)).toBe(expected);
});

test.each([
  ["1 + 1", "complete"],
  ["const s = `open", "incomplete"],
  ["let = = 3", "invalid"],
  ["await f()", "complete"],
  ["", "complete"],
])("%j is %s", (source, expected) => {
  expect(syntaxState(ts, source)).toBe(expected);
});
