import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineCounter } from "../../src/check/notebook/line-counter.js";
import { valuePlace } from "../../src/check/notebook/value-place.js";
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

  it("are those of outputs' values, of a text those of its lines", () => {
    const output = fc.oneof(
      fc.record({
        name: fc.constantFrom("stdout", "stderr"),
        text: fc.string({ unit: fc.constantFrom("a", "\n", "\\") }),
      }),
      fc.constant("data"),
      fc.constant("error"),
    );
    fc.assert(
      fc.property(fc.array(output, { maxLength: 8 }), fc.constantFrom(undefined, 1, "\t"), (kinds, indent) => {
        // Each value says in its own words where it stands.
        const said: { path: string; line: number; text: string }[] = [];
        const streams = new Map<string, { path: string; line: number; open: boolean }>();
        let place = 0;
        const outputs = kinds.map((kind, i) => {
          if (kind === "error") {
            const path = `/outputs/${place++}/evalue`;
            said.push({ path, line: 1, text: `e${i}` });
            return { output_type: "error", ename: "E", evalue: `e${i}`, traceback: [] };
          }
          if (kind === "data") {
            const path = `/outputs/${place++}/data/text/plain`;
            const text = [`d${i}\n`, `f${i}`];
            said.push(...text.map((line, j) => ({ path, line: j + 1, text: line.trim() })));
            return { output_type: "display_data", metadata: {}, data: { "image/png": "x", "text/plain": text } };
          }
          const stream = streams.get(kind.name) ?? { path: `/outputs/${place++}/text`, line: 1, open: false };
          streams.set(kind.name, stream);
          const lines = kind.text.split(/(?<=\n)/).filter((line) => line !== "");
          const text = lines.map((line, j) => `s${i}.${j}:${line}`);
          for (const [j, line] of text.entries()) {
            if (!stream.open) said.push({ path: stream.path, line: stream.line, text: `s${i}.${j}:` });
            stream.open = !line.endsWith("\n");
            if (!stream.open) stream.line++;
          }
          return { output_type: "stream", name: kind.name, text: i % 2 === 0 ? text : text.join("") };
        });
        const bytes = new TextEncoder().encode(JSON.stringify(outputs, null, indent));
        for (const { path, line, text } of said) {
          const found = valuePlace(bytes, 0, path, line);
          expect(new TextDecoder().decode(bytes.subarray(found?.start, found?.end))).toContain(text);
        }
        expect(valuePlace(bytes, 0, `/outputs/${place}/text`, 1)).toBeUndefined();
        expect(valuePlace(bytes, 0, "/outputs", 1)).toBeUndefined();
      }),
      { numRuns: 200 },
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
