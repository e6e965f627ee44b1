import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { coerceParameter } from "../../src/runner/index.js";
import { canonical } from "./canonical.js";
import { PapermillOracle } from "./papermill-oracle.js";

const oracle = new PapermillOracle();
afterAll(() => oracle.close());

const pieces = fc.constantFrom(
  ..."0123456789".split(""),
  ..."+-._eEjxobinfaNTyF \t\n\r\v\f".split(""),
  "\x1c",
  "\x1f",
  "\x85",
  "\xa0",
  "\u2003",
  "\u2028",
  "\ufeff",
  "٣",
  "１",
  "𝟙",
  "½",
  "²",
  "inf",
  "nan",
  "Infinity",
  "True",
  "None",
  "1_0",
  "e5",
  "00",
  "9".repeat(25),
);

const FIXED = [
  ..."True,False,None,true,TRUE,null,010,+5, 5 ,0x10,0o7,--5,,1e5,1E5,1.,.5,.,1_000,1_0.5,1__0,_1,1_,nan,NaN,inf".split(
    ",",
  ),
  "-inf",
  "Infinity",
  "1e400",
  "-0",
  "-0.0",
  "1,000",
  "\t7\n",
  "9007199254740993",
  "123456789012345678901234567890",
  "1e-7",
  "1e16",
  "1e22",
  "5e-324",
  `1${"0".repeat(4299)}`,
  `1${"0".repeat(4300)}`,
];

it("types -p texts as papermill does: 6,000 random ones and the odd cases of its manual", async () => {
  const random = fc.sample(
    fc.oneof(
      { weight: 5, arbitrary: fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join("")) },
      { weight: 2, arbitrary: fc.double().map(String) },
      { weight: 1, arbitrary: fc.bigInt().map(String) },
      { weight: 1, arbitrary: fc.string() },
    ),
    { numRuns: 6000, seed: 4 },
  );
  const texts = [...FIXED, ...random];
  const answers = await oracle.ask(texts.map((text) => ({ op: "coerce", text })));
  const wrong = texts.flatMap((text, index) => {
    const ours = canonical(coerceParameter(text));
    return ours === answers[index]?.ok ? [] : [{ text, ours, papermill: answers[index] }];
  });
  expect(wrong.slice(0, 10)).toEqual([]);
});
