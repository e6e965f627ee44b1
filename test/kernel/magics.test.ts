import { expect, test } from "vitest";
import { parseMagic, withoutMagic } from "../../kernel-ext/src/magics.js";

test.each([
  ["%%time\nf()", "time", "//    \nf()"],
  ["%%capture  \nf()", "capture", "//         \nf()"],
  ["\n\n  %%time\nf()", "time", "\n\n  //    \nf()"],
  ["%%time", "time", "//    "],
  ["f()", undefined, "f()"],
  ["const a = 7\n  % 4", undefined, "const a = 7\n  % 4"],
])("the magic of %j is %s", (code, magic, source) => {
  const parsed = parseMagic(code);
  expect(parsed.magic).toBe(magic);
  expect(parsed.source.replace(/ +$/gm, "")).toBe(source.replace(/ +$/gm, ""));
});

test("the source keeps its length and lines, so that positions stay", () => {
  for (const code of ["%%time\nf()", "%%time   \r\nf()", "\n %%capture\nf()"]) {
    expect(parseMagic(code).source).toHaveLength(code.length);
    expect(withoutMagic(code)).toHaveLength(code.length);
  }
});

test.each([
  ["%%nope\n1", /unknown magic %%nope; known: %%time, %%capture/],
  ["%time f()", /unknown magic %time/],
  ["%%\n1", /unknown magic %%/],
  ["%%time f()", /%%time: code starts in the next line, found f\(\)/],
])("%j is a usage error", (code, words) => {
  expect(() => parseMagic(code)).toThrow(words);
});
