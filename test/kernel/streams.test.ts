import { beforeEach, expect, test } from "vitest";
import { type CellContext, CurrentCell } from "../../kernel-ext/src/cell-context.js";
import { StreamWriter } from "../../kernel-ext/src/output/streams.js";

const cell = (id: string, silent = false): CellContext => ({
  header: { msg_id: id, session: "s", username: "u", date: "", msg_type: "execute_request", version: "5.3" },
  identities: [],
  silent,
  allowStdin: false,
  executionCount: 1,
});

let cells: CurrentCell;
let sent: [cell: string, name: string, text: string][];
let writer: StreamWriter;

beforeEach(() => {
  cells = new CurrentCell();
  const mine: typeof sent = []; // a flush that an earlier test left behind must not reach the next
  sent = mine;
  writer = new StreamWriter(cells, (to, name, text) => mine.push([to.header.msg_id, name, text]));
  cells.start(cell("a"));
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("first writes go at once, more of the same turn go together at its end", async () => {
  for (let line = 0; line < 5000; line++) writer.write("stdout", `${line}\n`);
  expect(sent[0]).toEqual(["a", "stdout", "0\n"]);
  expect(sent.length).toBeLessThan(200);
  await nextTurn();
  expect(sent.map(([, , text]) => text).join("")).toBe(Array.from({ length: 5000 }, (_, line) => `${line}\n`).join(""));
});

test("64 KiB go without waiting for the turn's end", () => {
  for (let line = 0; line < 100; line++) writer.write("stdout", "");
  for (let line = 0; line < 120; line++) writer.write("stdout", "x".repeat(1000));
  expect(sent.filter(([, , text]) => text.length === 66_000)).toHaveLength(1);
});

test("stdout and stderr keep their order", async () => {
  writer.write("stdout", "1");
  writer.write("stderr", "2");
  writer.write("stdout", "3");
  await nextTurn();
  expect(sent.map(([, name, text]) => name + text)).toEqual(["stdout1", "stderr2", "stdout3"]);
});

test("a character that is cut between two writes arrives whole", async () => {
  const bytes = Buffer.from("aé😀z");
  for (const byte of bytes) writer.write("stdout", new Uint8Array([byte]));
  await nextTurn();
  expect(sent.map(([, , text]) => text).join("")).toBe("aé😀z");
});

test("late text belongs to the last cell, and a new cell gets its own", async () => {
  writer.write("stdout", "first");
  cells.finish();
  writer.write("stdout", " late");
  cells.start(cell("b"));
  writer.write("stdout", "second");
  await nextTurn();
  expect(sent).toEqual([
    ["a", "stdout", "first"],
    ["a", "stdout", " late"],
    ["b", "stdout", "second"],
  ]);
});

test("silent cells send nothing, captured text is kept back", async () => {
  cells.start(cell("b", true));
  writer.write("stdout", "silent");
  const capturing = { ...cell("c"), capture: [] as string[] };
  cells.start(capturing);
  writer.write("stdout", "kept");
  await nextTurn();
  expect(sent).toEqual([]);
  expect(capturing.capture).toEqual(["kept"]);
});

test("before the first cell there is nowhere to send to", () => {
  const early = new StreamWriter(new CurrentCell(), () => expect.unreachable());
  early.write("stdout", "text");
  early.flush();
});
