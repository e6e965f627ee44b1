import { expect, test } from "vitest";
import { mimeBundleOf, normaliseBundle, plainText } from "../../kernel-ext/src/output/mime-bundle.js";

test("the Jupyter.display method comes first, then toMimeBundle, then inspection", async () => {
  const both = { [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "a" }), toMimeBundle: () => ({}) };
  expect(mimeBundleOf(both)).toEqual({ "text/plain": "a" });
  expect(await mimeBundleOf({ toMimeBundle: async () => ({ "text/plain": "b" }) })).toEqual({ "text/plain": "b" });
  expect(mimeBundleOf({ c: 1 })).toEqual({ "text/plain": "{ c: 1 }" });
  expect(mimeBundleOf("text")).toEqual({ "text/plain": "'text'" });
  expect(mimeBundleOf(null)).toEqual({ "text/plain": "null" });
});

test("methods keep their `this`", () => {
  class Thing {
    readonly name = "thing";
    toMimeBundle(): Record<string, string> {
      return { "text/plain": this.name };
    }
  }
  expect(mimeBundleOf(new Thing())).toEqual({ "text/plain": "thing" });
});

test.each([
  ["bytes become base64", { "image/png": new Uint8Array([1, 2, 255]) }, { "image/png": "AQL/" }],
  ["lines are joined", { "text/html": ["<b>", "</b>"] }, { "text/html": "<b></b>" }],
  [
    "JSON types stay data",
    { "application/vnd.plotly.v1+json": { a: [1] } },
    { "application/vnd.plotly.v1+json": { a: [1] } },
  ],
  ["exact bigint is a number", { "application/json": { a: 3n } }, { "application/json": { a: 3 } }],
  ["large bigint is text", { "application/json": [2n ** 60n] }, { "application/json": ["1152921504606846976"] }],
  ["undefined entries are left out", { "text/plain": "x", "text/html": undefined }, { "text/plain": "x" }],
  ["other values become text", { "text/plain": 5 }, { "text/plain": "5" }],
])("%s", (_name, bundle, expected) => {
  expect(normaliseBundle(bundle)).toEqual(expected);
});

test.each([[null], ["text"], [["a"]]])("%j is no bundle", (value) => {
  expect(() => normaliseBundle(value)).toThrow(/MIME bundle must be an object/);
});

test("long arrays are cut in the text form", () => {
  expect(plainText(Array.from({ length: 500 }, () => 0))).toContain("400 more items");
});
