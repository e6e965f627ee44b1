import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineCounter } from "../../src/check/notebook/line-counter.js";
import { layoutAt, reindented } from "../../src/check/update/reindent.js";

const lines = fc.array(fc.string({ maxLength: 300 }), { maxLength: 20 }).map((list) => list.join("\n"));

describe("places in a file", () => {
  it("are counted as lines are", () => {
    fc.assert(
      fc.property(lines, (text) => {
        const bytes = new TextEncoder().encode(text);
        const lineOf = lineCounter(bytes);
        for (let place = 0; place < bytes.length; place += 7)
          expect(lineOf(place)).toBe(Buffer.from(bytes.subarray(0, place)).toString("latin1").split("\n").length);
      }),
      { numRuns: 50 },
    );
  });

  it("have the layout of their line", () => {
    const layout = (text: string, place: number): unknown => layoutAt(new TextEncoder().encode(text), place, 3);
    expect(layout("{\r\n      []", 9)).toEqual({ indent: "  ", lineEnd: "\r\n", hasLines: true });
    expect(layout("{\n\t\t\t[]", 5)).toEqual({ indent: "\t", lineEnd: "\n", hasLines: true });
    expect(layout("   []", 3)).toMatchObject({ hasLines: false });
  });

  it("take text in the same layout however its pieces are cut", () => {
    const json = JSON.stringify({ a: [1, { b: "x\n y" }], c: {} }, null, 1);
    const layout = { indent: "\t", lineEnd: "\r\n", hasLines: true };
    const whole = [...reindented([json], layout)].join("");
    expect(whole).toBe(JSON.stringify(JSON.parse(json), null, "\t").replaceAll("\n", "\r\n"));
    for (let size = 1; size < 9; size++) {
      const pieces = json.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      expect([...reindented(pieces, layout)].join("")).toBe(whole);
    }
  });
});
