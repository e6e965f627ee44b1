import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/jupyter/index.js";
import { type CodeCell, cellPieces, cloneJson, type JsonObject, writeCell } from "../../src/nbformat/index.js";
import { keptErrors } from "../../src/nbformat/large/kept-items.js";
import { largeAt } from "../../src/nbformat/large/large-members.js";
import type { PackedOutputs } from "../../src/nbformat/large/packed-outputs.js";
import { OutputArea } from "../../src/runner/output-area.js";

const newCell = (): CodeCell => ({
  cell_type: "code",
  execution_count: 1,
  metadata: {},
  outputs: [],
  source: "x",
});

const areaOf = (cell: CodeCell, packFrom: number): OutputArea =>
  new OutputArea(cell, new Map(), () => {}, { packFrom });

const message = (type: string, content: JsonObject): Message =>
  ({ header: { msg_type: type }, content: cloneJson(content) }) as unknown as Message;

const text = fc.oneof(fc.string(), fc.constantFrom("a\n", "b\r\n", "\ud800", "é→𝄞\n\u2028x", "", "x".repeat(70_000)));
const bundle = fc.record(
  {
    "text/plain": fc.oneof(text, fc.array(text, { maxLength: 3 })),
    "image/png": fc.constant("iVBORw0K"),
    "application/json": fc.jsonValue() as fc.Arbitrary<JsonObject>,
    "application/x+json": fc.array(text, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const id = fc.option(fc.constantFrom("one", "two"), { nil: undefined, freq: 3 });
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant("stream"), fc.record({ name: fc.constantFrom("stdout", "stderr"), text })),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(
      fc.constantFrom("display_data", "execute_result", "update_display_data"),
      fc
        .tuple(bundle, id)
        .map(([data, named]) => ({ data, metadata: {}, transient: named === undefined ? {} : { display_id: named } })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant("error"),
      fc.record({ ename: text, evalue: text, traceback: fc.array(text, { maxLength: 2 }) }),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant("clear_output"), fc.record({ wait: fc.boolean() })) },
  { weight: 1, arbitrary: fc.constantFrom(["save", {}] as const, ["copy", {}] as const) },
);

describe("many outputs", () => {
  it("are those of a plain list, however they are kept: in the file, in saves under way and in copies", () => {
    let packed = 0;
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 12, maxLength: 60 }),
        fc.option(fc.nat(60), { nil: -1 }),
        (steps, readAt) => {
          const [plainCell, packedCell] = [newCell(), newCell()];
          const areas = [areaOf(plainCell, Number.POSITIVE_INFINITY), areaOf(packedCell, 4)];
          const later: [expected: string, pieces: Iterable<string>][] = [];
          for (const [at, [type, content]] of steps.entries()) {
            if (type === "save") later.push([writeCell(plainCell), cellPieces(packedCell)]);
            else if (type === "copy") {
              const copy = cloneJson(packedCell);
              later.push([writeCell(plainCell), { [Symbol.iterator]: () => [writeCell(copy)].values() }]);
            } else for (const area of areas) area.handle(message(type, content as unknown as JsonObject));
            if (at === readAt) expect(packedCell.outputs.length).toBe(plainCell.outputs.length);
          }
          if (largeAt(packedCell, "outputs") !== undefined) packed++;
          expect(writeCell(packedCell)).toBe(writeCell(plainCell));
          expect(keptErrors(packedCell)).toEqual(
            plainCell.outputs.filter(({ output_type }) => output_type === "error"),
          );
          for (const [expected, pieces] of later) expect([...pieces].join("")).toBe(expected);
          expect(packedCell.outputs.map(({ output_type }) => output_type)).toEqual(
            plainCell.outputs.map(({ output_type }) => output_type),
          );
          expect(writeCell(packedCell)).toBe(writeCell(plainCell));
        },
      ),
      { numRuns: 80 },
    );
    expect(packed).toBeGreaterThan(12);
  });

  it("are kept as bytes but for the newest and those that a display id names", () => {
    const cell = newCell();
    const area = areaOf(cell, 512);
    const show = (text: string, display_id: string): Message =>
      message("display_data", { data: { "text/plain": text }, metadata: {}, transient: { display_id } });
    area.handle(show("named", "it"));
    for (let i = 0; i < 20_000; i++)
      area.handle({
        header: { msg_type: "display_data" },
        content: { data: { "text/plain": String(i) }, metadata: {} },
      } as unknown as Message);
    area.handle(
      message("update_display_data", { data: { "text/plain": "new" }, metadata: {}, transient: { display_id: "it" } }),
    );
    const kept = [...cellPieces(cell)].join("");
    expect((largeAt(cell, "outputs") as PackedOutputs).plain.length).toBeLessThan(300);
    expect(JSON.parse(kept).outputs).toHaveLength(20_001);
    expect(JSON.parse(kept).outputs[0].data).toEqual({ "text/plain": ["new"] });
    expect(JSON.parse(kept).outputs.at(-1).data).toEqual({ "text/plain": ["19999"] });
  });
});
