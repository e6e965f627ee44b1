import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { type JsonValue, writeJson } from "../../src/nbformat/index.js";
import { findTranslator } from "../../src/runner/index.js";
import { type ParameterValue, toParameterValue } from "../../src/runner/parameters/value.js";
import { codifyParameters } from "../../src/runner/translators/codify.js";
import { PapermillOracle } from "./papermill-oracle.js";

const oracle = new PapermillOracle();
afterAll(() => oracle.close());

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom("\\", '"', "'", "\n", "\r", "\t", "$", "`", "é", "\x7f", "\0", "😀", "\u2028", "a"), {
      maxLength: 8,
    })
    .map((parts) => parts.join("")),
);
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.bigInt(),
  fc.double(),
  fc.constantFrom(1e16, 1e-5, 1e22, -0, 1.5e300, 5e-324, Number.NaN, Infinity, -Infinity),
  text,
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** JSON whose keys stand in the map's order. */
function orderedJson(item: ParameterValue): string {
  if (Array.isArray(item)) return `[${item.map(orderedJson).join(",")}]`;
  if (!(item instanceof Map)) return writeJson(item as JsonValue);
  return `{${[...item].map(([key, entry]) => `${JSON.stringify(key)}:${orderedJson(entry)}`).join(",")}}`;
}

it("writes 2,000 random values for Python byte for byte as papermill does", async () => {
  const values = fc.sample(value, { numRuns: 2000, seed: 11 }).map((item) => toParameterValue(item, "x"));
  const translator = findTranslator("python3", "python");
  const answers = await oracle.ask(
    values.map((item) => ({
      op: "translate",
      language: "python",
      parameters: `{"x": ${orderedJson(item)}}`,
    })),
  );
  const wrong = values.flatMap((item, index) => {
    const ours = codifyParameters(new Map([["x", item]]), translator);
    return ours === answers[index]?.ok ? [] : [{ ours, papermill: answers[index] }];
  });
  expect(wrong.slice(0, 5)).toEqual([]);
});

// What papermill writes wrongly for a language is left out here: NaN, bytes from 0x80 on, controls, `$` and the like.
const commonText = fc
  .array(fc.constantFrom(..."abc XYZ019_-.,:;/'(){}[]#%&*+=<>?@^|~!".split("")), { maxLength: 10 })
  .map((parts) => parts.join(""));
const escapes = fc
  .array(fc.constantFrom("a", " ", "\n", "\t", "\r", "\\", '"', "'", "€", "λ", "中"), { maxLength: 8 })
  .map((parts) => parts.join(""));
// Tab and carriage return would be keys of the terminal that bash reads from.
const shellEscapes = escapes.map((text) => text.replaceAll(/[\t\r]/g, ""));
const commonValue = (texts: fc.Arbitrary<string>, none: boolean, maps: boolean): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.boolean(),
      fc.integer(),
      fc.bigInt(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      texts,
      ...(none ? [fc.constant(null)] : []),
      fc.array(tie("value"), { maxLength: 4 }),
      ...(maps ? [fc.dictionary(texts, tie("value"), { maxKeys: 4 })] : []),
    ),
  })).value;

/** Lists and mappings for which papermill's code is none, or means another value. */
const REFUSED: Readonly<Record<string, (item: unknown) => boolean>> = {
  // Bash has no lists in lists.
  bash: (item) => Array.isArray(item) && item.some(Array.isArray),
  // All items need one type, and an empty list or mapping has none.
  ".net-csharp": (item) => isHuge(item) || (Array.isArray(item) && new Set(item.map(kindOf)).size !== 1),
  ".net-fsharp": (item) =>
    isHuge(item) || isEmptyMap(item) || (Array.isArray(item) && new Set(item.map(kindOf)).size > 1),
  // Whole numbers of 64 bits are rounded beside floats.
  scala: (item) =>
    isHuge(item) || (Array.isArray(item) && ["long", "number"].every((k) => item.map(kindOf).includes(k))),
  matlab: (item) => isEmptyMap(item),
  R: (item) => isMap(item) && "" in item,
  // True becomes 1 beside a number.
  julia: (item) =>
    Array.isArray(item) && item.some((each) => typeof each === "boolean") && new Set(item.map(kindOf)).size > 1,
  // A list that is alone in a list is taken for it.
  ".net-powershell": (item) => isHuge(item) || (Array.isArray(item) && item.length === 1 && Array.isArray(item[0])),
};
const isMap = (item: unknown): item is object => typeof item === "object" && item !== null && !Array.isArray(item);
const isEmptyMap = (item: unknown): boolean => isMap(item) && Object.keys(item).length === 0;
const isHuge = (item: unknown): boolean => typeof item === "bigint" && BigInt.asIntN(64, item) !== item;

function kindOf(item: unknown): string {
  if (Array.isArray(item)) return `list of ${[...new Set(item.map(kindOf))].sort()}`;
  if (typeof item === "bigint" || (typeof item === "number" && Number.isInteger(item) && !Object.is(item, -0)))
    return item > 2147483647 || item < -2147483648 ? "long" : "int";
  return isMap(item) ? "map" : typeof item;
}

/** True if the value, or one in it, is such that the test fails for it. */
function holds(item: unknown, test: (item: unknown) => boolean): boolean {
  if (test(item)) return true;
  if (Array.isArray(item)) return item.some((each) => holds(each, test));
  return isMap(item) && Object.values(item).some((each) => holds(each, test));
}

it.each([
  ["R", fc.oneof(commonText, escapes), true, true],
  ["scala", fc.oneof(commonText, escapes), true, true],
  ["julia", fc.oneof(commonText, escapes), true, true],
  ["matlab", commonText, true, true],
  [".net-csharp", fc.oneof(commonText, escapes), false, true],
  [".net-fsharp", fc.oneof(commonText, escapes), true, true],
  [".net-powershell", commonText, true, true],
  ["bash", fc.oneof(commonText, shellEscapes), true, false],
] as const)(
  "writes 2,000 common values for %s byte for byte as papermill does",
  async (language, texts, none, maps) => {
    const values = fc
      .sample(
        commonValue(texts, none, maps).filter((item) => !holds(item, REFUSED[language] ?? (() => false))),
        { numRuns: 2000, seed: 12 },
      )
      .map((item) => toParameterValue(item, "x"));
    const answers = await oracle.ask(
      values.map((item) => ({ op: "translate", language, parameters: `{"x": ${orderedJson(item)}}` })),
    );
    const wrong = values.flatMap((item, index) => {
      const ours = codifyParameters(new Map([["x", item]]), findTranslator(language, language));
      return ours === answers[index]?.ok ? [] : [{ ours, papermill: answers[index] }];
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  },
);
