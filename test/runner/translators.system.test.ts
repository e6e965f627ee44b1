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

const isNested = (item: unknown): boolean => Array.isArray(item) && item.some(Array.isArray);

it.each([
  ["R", fc.oneof(commonText, escapes), true, true],
  ["scala", fc.oneof(commonText, escapes), true, true],
  ["julia", fc.oneof(commonText, escapes), true, true],
  ["matlab", fc.oneof(commonText, escapes), true, true],
  [".net-csharp", fc.oneof(commonText, escapes), false, true],
  [".net-fsharp", fc.oneof(commonText, escapes), true, true],
  [".net-powershell", commonText, true, true],
  ["bash", fc.oneof(commonText, shellEscapes), true, false],
] as const)(
  "writes 2,000 common values for %s byte for byte as papermill does",
  async (language, texts, none, maps) => {
    const values = fc
      .sample(
        // Bash has no lists in lists: what papermill writes for them is no code.
        commonValue(texts, none, maps).filter((item) => language !== "bash" || !isNested(item)),
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
