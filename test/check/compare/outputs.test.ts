import { describe, expect, it } from "vitest";
import { type CompareRules, compareOutputs, DEFAULT_RULES } from "../../../src/check/compare/index.js";
import type { Output } from "../../../src/nbformat/index.js";
import { display, failure, result, stream } from "./outputs.js";

async function compare(stored: Output[], got: Output[], rules: Partial<CompareRules> = {}): Promise<string[]> {
  const found = await compareOutputs(stored, got, { ...DEFAULT_RULES, ...rules });
  return found.map(({ key, where, message }) => `${key} | ${where ?? ""} | ${message}`);
}

const text = (value: string): Output => display({ "text/plain": value });

describe("hints", () => {
  const hint = async (
    stored: Output,
    got: Output,
    rules: Partial<CompareRules> = {},
  ): Promise<(string | undefined)[]> => {
    const found = await compareOutputs([stored], [got], { ...DEFAULT_RULES, ...rules }, { hints: true });
    return found.map((difference) => difference.hint);
  };
  const at = (address: string, more = ""): Output => text(`<Styler at 0x${address}>${more}`);

  it("name the fewest presets with which values would be equal, once for each value", async () => {
    expect(await hint(at("7f58e201a190"), at("7f8af85c26d0"))).toEqual(["equal with --preset addresses"]);
    expect(await hint(at("7f58e2", "\n1.5 s"), at("7f8af8", "\n1.6 s"))).toEqual([
      "equal with --preset addresses --preset durations",
      undefined,
    ]);
    expect(
      await hint(
        display({ "application/json": { at: "2026-11-29" } }),
        display({ "application/json": { at: "2026-11-30" } }),
      ),
    ).toEqual(["equal with --preset dates"]);
  });

  it("are not given where presets do not help, or nobody asks", async () => {
    expect(await hint(at("7f58e2", " a"), at("7f8af8", " b"))).toEqual([undefined]);
    expect(await hint(text("1.5"), text("1.6"))).toEqual([undefined]);
    expect(await compareOutputs([at("7f58e2")], [at("7f8af8")], DEFAULT_RULES)).not.toHaveProperty("0.hint");
  });
});

describe("lists of outputs", () => {
  it.each([
    ["the order of different keys", [text("1"), stream("stdout", "a")], [stream("stdout", "a"), text("1")]],
    [
      "interleaved streams",
      [stream("stdout", "a"), stream("stderr", "x"), stream("stdout", "b")],
      [stream("stderr", "x"), stream("stdout", "ab")],
    ],
    [
      "execution counts and metadata",
      [{ ...result({ "text/plain": "1" }, 1), metadata: { a: 1 } }],
      [result({ "text/plain": "1" }, 2)],
    ],
    ["tracebacks", [failure("E", "x", ["File a, line 1"])], [failure("E", "x", ["File b, line 2"])]],
    ["widget views", [display({ "application/vnd.jupyter.widget-view+json": { model_id: "a" } })], []],
    ["lists of lines", [display({ "text/plain": ["a\n", "b"] })], [text("a\nb")]],
  ])("ignore %s", async (_name, stored, got) => {
    expect(await compare(stored as Output[], got as Output[])).toEqual([]);
  });

  it.each([
    [
      "a missing output as one",
      [display({ "text/plain": "a", "text/html": "a" }), text("b")],
      [text("b")],
      "outputs | output 1 | text/plain: 2 outputs became 1; text/html is missing",
    ],
    ["a new stream", [text("a")], [text("a"), stream("stderr", "warning")], "outputs |  | stderr is new"],
    [
      "an exception where there was none",
      [text("a")],
      [failure("ValueError", "x")],
      "outputs | output 1 | text/plain is missing; ename is new; evalue is new",
    ],
    ["another exception", [failure("E", "x")], [failure("F", "x")], 'ename |  | "E" became "F"'],
    ["another message", [failure("E", "x")], [failure("E", "y")], 'evalue |  | "x" became "y"'],
    [
      "the place of one of several",
      [text("a"), stream("stdout", "s"), text("b")],
      [text("a"), stream("stdout", "s"), text("c")],
      'text/plain | output 3 | "b" became "c"',
    ],
    [
      "a swap as one",
      [text("a"), text("b"), text("c")],
      [text("a"), text("c"), text("b")],
      "text/plain | outputs 2, 3 | the same outputs came in another order",
    ],
    [
      "unknown bytes",
      [display({ "application/pdf": "AAAA" })],
      [display({ "application/pdf": "AAAB" })],
      "application/pdf | byte 2 | the bytes differ: 3 became 3",
    ],
    [
      "unknown text",
      [display({ "application/x-a": "{1}" })],
      [display({ "application/x-a": "{22}" })],
      "application/x-a |  | the content differs: 3 characters became 4",
    ],
    [
      "output of an unknown type",
      [{ output_type: "future", thing: { a: 1 } }],
      [{ output_type: "future", thing: { a: 2 } }],
      "thing | $.a | 1 became 2: off by 1, allowed 1e-9 (rtol 1e-9, atol 0)",
    ],
  ])("report %s", async (_name, stored, got, expected) => {
    expect(await compare(stored as Output[], got as Output[])).toEqual([expected]);
  });

  it("swap within the tolerance, and may be in any order if the rules say so", async () => {
    const stored = [text("1.0"), text("2.0"), text("x")];
    const got = [text("2.0001"), text("x"), text("1.0001")];
    expect(await compare(stored, got, { rtol: 1e-3 })).toEqual([
      "text/plain | outputs 1, 2, 3 | the same outputs came in another order",
    ]);
    expect(await compare(stored, got, { rtol: 1e-3, ignoreOrder: true })).toEqual([]);
    expect(await compare(stored, [text("y"), ...got.slice(1)], { rtol: 1e-3, ignoreOrder: true })).toEqual([
      'text/plain | output 2 | "2.0" became "y"',
    ]);
  });

  it("ignore paths as pytest-notebook does", async () => {
    const [stored, got] = [
      [text("a"), text("b")],
      [text("x"), text("y")],
    ];
    expect(await compare(stored, got, { ignorePaths: ["/outputs/0"] })).toEqual(['text/plain |  | "b" became "y"']);
    expect(await compare(stored, got, { ignorePaths: ["/outputs/*/data/text/plain"] })).toEqual([]);
    expect(await compare(stored, got, { ignorePaths: ["/outputs/1/data/text"] })).toHaveLength(1);
    expect(await compare(stored, got, { ignorePaths: ["/outputs/*/data/image"] })).toHaveLength(2);
    expect(await compare(stored, got, { ignorePaths: ["/outputs"] })).toEqual([]);
  });

  it("sanitize only at the path that is given", async () => {
    const sanitizers = [{ pattern: "\\w", replacement: "_", path: "/outputs/1" }];
    expect(await compare([text("a"), text("b")], [text("x"), text("y")], { sanitizers })).toEqual([
      'text/plain | output 1 | "a" became "x"',
    ]);
  });

  it("stop at the number of differences that the rules allow", async () => {
    const many = Array.from({ length: 50 }, (_, i) => text(`a${i}`));
    const others = Array.from({ length: 50 }, (_, i) => text(`b${i}`));
    expect(await compare(many, others)).toHaveLength(20);
    expect(await compare([text("a\n".repeat(90))], [text("b\n".repeat(90))], { maxDifferences: 3 })).toHaveLength(3);
  });

  it("show missing pictures by their length and hash", async () => {
    const picture = Buffer.alloc(3000, "png").toString("base64");
    const [difference] = await compareOutputs([display({ "image/png": picture })], [], DEFAULT_RULES);
    expect(difference?.stored).toMatch(/^image\/png: cG5ncG5n… \(base64, 4000 characters, sha256 [0-9a-f]{16}…\)$/);
  });

  it("stop when cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(compareOutputs([text("a")], [text("b")], DEFAULT_RULES, { signal })).rejects.toThrow("was cancelled");
  });

  it("show values cut to a bounded length", async () => {
    const [difference] = await compareOutputs([text("a".repeat(1e6))], [text("b".repeat(1e6))], DEFAULT_RULES);
    expect(difference?.stored.length).toBeLessThan(2_100);
    expect(difference?.message).toBe("the text differs from column 1 on");
  });
});
