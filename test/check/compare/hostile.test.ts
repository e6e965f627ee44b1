import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compareOutputs, DEFAULT_RULES } from "../../../src/check/compare/index.js";
import type { JsonValue, Output } from "../../../src/nbformat/index.js";
import { cpuTimer } from "./cpu-time.js";
import { display, png, stream } from "./outputs.js";

const RULES = { ...DEFAULT_RULES, rtol: 1e-5 };
const LIMIT_SECONDS = 10;

async function timed(
  stored: Output[],
  got: Output[],
  rules = RULES,
): Promise<Awaited<ReturnType<typeof compareOutputs>>> {
  const seconds = cpuTimer();
  const found = await compareOutputs(stored, got, rules);
  expect(seconds()).toBeLessThan(LIMIT_SECONDS);
  return found;
}

function nested(depth: number, leaf: JsonValue): JsonValue {
  let value = leaf;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

describe("hostile outputs", () => {
  it("a stream of a gigabyte in pieces is compared without joining it", async () => {
    const piece = `${"x".repeat(63)}\n`.repeat(16_384);
    const gigabyte = Array.from({ length: 1024 }, () => stream("stdout", piece));
    const before = process.memoryUsage().rss;
    expect(await timed(gigabyte, [...gigabyte])).toEqual([]);
    // The same text in pieces that begin elsewhere.
    const cut = [stream("stdout", piece.slice(0, 64)), ...gigabyte.slice(1), stream("stdout", piece.slice(64))];
    expect(await timed(gigabyte, cut)).toEqual([]);
    const changed = [...gigabyte];
    changed[700] = stream("stdout", `${piece.slice(0, 5)}y${piece.slice(6)}`);
    const [difference] = await timed(gigabyte, changed);
    expect(difference).toMatchObject({ key: "stdout", where: `character ${700 * piece.length + 6}` });
    expect(difference?.message).toContain("too long to compare line by line");
    expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
  });

  it("a short value that became a long one is told by its size", async () => {
    const short = display({ "application/json": { a: [1.5] } });
    const [difference] = await timed([short], [display({ "application/json": "z".repeat(34e6) })]);
    expect(difference?.message).toMatch(/^a value of about 2\d bytes became one of 34000000: /);
    const long = (end: string): Output[] => [display({ "text/plain": `${"z".repeat(34e6)}${end}` })];
    const [same] = await timed(long("a"), long("b"));
    expect(same?.message).toMatch(/^a value of about 34000001 bytes became another of that size: /);
  });

  it("JSON of 100,000 levels is walked without recursion", async () => {
    const value = (leaf: number): Output[] => [display({ "application/json": nested(100_000, leaf) })];
    expect(await timed(value(1), value(1))).toEqual([]);
    const [difference] = await timed(value(1), value(2));
    expect(difference?.message).toMatch(/^1 became 2/);
    expect(difference?.where?.length).toBeLessThan(200);
    const [type] = await timed(value(1), [display({ "application/json": 1 })]);
    expect(type?.stored.length).toBeLessThan(2_100);
    const plotly = (leaf: number): Output[] => [
      display({ "application/vnd.plotly.v1+json": { data: [nested(100_000, leaf)] } }),
    ];
    expect(await timed(plotly(1), plotly(2))).toHaveLength(1);
    expect(
      await timed([display({ "text/plain": nested(100_000, 1) })], [display({ "text/plain": nested(100_000, 2) })]),
    ).toHaveLength(1);
  });

  it("a million tiny outputs are compared, equal or not", async () => {
    const x = display({ "text/plain": "x" });
    const make = (last: string): Output[] =>
      Array.from({ length: 1_000_000 }, (_, i) => (i === 999_999 ? display({ "text/plain": last }) : x));
    expect(await timed(make("x"), make("x"))).toEqual([]);
    const [difference, ...others] = await timed(make("x"), make("y"));
    expect([difference?.where, others.length]).toEqual(["output 1000000", 0]);
    const different = new Array<Output>(1_000_000).fill(display({ "text/plain": "z" }));
    expect(await timed(make("x"), different)).toHaveLength(RULES.maxDifferences);
  }, 180_000);

  it("a hundred thousand traces with other names are one difference", async () => {
    const figure = (letter: string, count: number): Output[] => [
      display({
        "application/vnd.plotly.v1+json": {
          data: Array.from({ length: count }, (_, i) => ({ name: `${letter}${i}` })),
        },
      }),
    ];
    expect(await timed(figure("a", 100_000), figure("b", 100_001))).toHaveLength(1);
  });

  it("names and messages of differences are cut", async () => {
    const mime = `text/${"y".repeat(1e6)}`;
    const attribute = "a".repeat(1e6);
    const found = [
      ...(await timed([display({ [mime]: "1" })], [display({ [mime]: "2" })])),
      ...(await timed([display({ "text/html": `<p ${attribute}=1>` })], [display({ "text/html": "<p>" })])),
    ];
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found).length).toBeLessThan(10_000);
  });

  it("a million stream chunks become one text", async () => {
    const chunks = Array.from({ length: 1_000_000 }, () => stream("stdout", "ab\n"));
    expect(await timed(chunks, [stream("stdout", "ab\n".repeat(1_000_000))])).toEqual([]);
  });

  it.each([
    ["a number of a million digits", "9".repeat(1e6), `${"9".repeat(1e6 - 1)}8`],
    ["a million numbers in one line", "1.5 ".repeat(1e6), `${"1.5 ".repeat(1e6 - 1)}1.6 `],
    ["a million lines", "1.5\n".repeat(1e6), `${"1.5\n".repeat(1e6 - 1)}1.6\n`],
    ["a line too many", "1.5\n".repeat(1e6), `1.5\n${"1.5\n".repeat(1e6)}`],
    ["a million blanks", " ".repeat(1e6), `${" ".repeat(1e6)}x`],
    ["a million signs", "+-".repeat(5e5), `${"+-".repeat(5e5)}1`],
    ["a million hyphens between digits", "1-".repeat(5e5), `${"1-".repeat(5e5)}1`],
    ["a million points between digits", "1.".repeat(5e5), `${"1.".repeat(5e5)}1`],
    ["a million letters and digits", "a1".repeat(5e5), `${"a1".repeat(5e5)}b`],
    ["half a million e", "1e".repeat(5e5), `${"1e".repeat(5e5)}1`],
  ])("%s: one difference, in bounded time", async (_name, stored, got) => {
    const found = await timed([display({ "text/plain": stored })], [display({ "text/plain": got })]);
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found).length).toBeLessThan(10_000);
  });

  it.each([
    ["100,000 nested elements", "<div>".repeat(100_000)],
    ["100,000 unclosed formatting elements", Array.from({ length: 100_000 }, (_, i) => `<b a=${i}>`).join("")],
    ["formatting elements in paragraphs", Array.from({ length: 3_000 }, (_, i) => `<p><b a=${i}>`).join("")],
    ["mis-nested formatting", "<a><b></a><i></b>".repeat(3_000)],
    ["tables in tables", "<table><tr><td>".repeat(20_000)],
    ["text in tables", "<table>x".repeat(20_000)],
    ["100,000 attributes", `<p ${Array.from({ length: 100_000 }, (_, i) => `a${i}=1`).join(" ")}>`],
    ["many rows", `<table>${"<tr><td>1".repeat(50_000)}`],
    ["a wide span", '<table><tr><td colspan="999999999">'],
    ["unfinished tags", "<".repeat(1e6)],
    ["nested SVG", `<svg>${"<g>".repeat(100_000)}`],
  ])("HTML with %s: a difference, in bounded time", async (_name, html) => {
    expect(await timed([display({ "text/html": html })], [display({ "text/html": `${html}x1` })])).toHaveLength(1);
    expect(await timed([display({ "image/svg+xml": html })], [display({ "image/svg+xml": html })])).toEqual([]);
  });

  it("a PNG that inflates to a gigabyte is refused", async () => {
    const chunk = (type: string, data: Buffer): Buffer => {
      const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
      const frame = Buffer.alloc(8);
      frame.writeUInt32BE(data.length, 0);
      return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
    };
    const real = Buffer.from(
      png(4, 4, () => [0, 0, 0, 255]),
      "base64",
    );
    const header = Buffer.from(real.subarray(16, 29));
    header[12] = 1;
    const bomb = deflateSync(Buffer.alloc(200_000_000));
    const bytes = Buffer.concat([
      real.subarray(0, 8),
      chunk("IHDR", header),
      chunk("IDAT", bomb),
      chunk("IEND", Buffer.alloc(0)),
    ]);
    const before = process.memoryUsage().rss;
    const [difference] = await timed(
      [display({ "image/png": real.toString("base64") })],
      [display({ "image/png": bytes.toString("base64") })],
    );
    expect(difference?.message).toMatch(/^the new picture cannot be decoded/);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });

  it("keys that mean something to JavaScript are keys like any other", async () => {
    const make = (value: number): Output[] => {
      const data = JSON.parse(`{"application/json": {"__proto__": ${value}, "constructor": {"prototype": 1}}}`);
      return [display(data)];
    };
    expect(await timed(make(1), make(1))).toEqual([]);
    const [difference] = await timed(make(1), make(2));
    expect(difference?.where).toBe("$.__proto__");
    const mime = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    expect(await timed([display(mime)], [display(JSON.parse('{"__proto__": "c", "constructor": "b"}'))])).toHaveLength(
      1,
    );
  });
});
