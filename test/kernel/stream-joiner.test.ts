import { beforeEach, expect, test } from "vitest";
import { StreamJoiner } from "../../kernel-ext/src/io/stream-joiner.js";
import type { ToIo } from "../../kernel-ext/src/io/thread-messages.js";

type Publish = Extract<ToIo, { kind: "publish" }>;

const stream = (text: string, name = "stdout", cell = "a"): Publish => ({
  kind: "publish",
  type: "stream",
  parentHeader: { msg_id: cell },
  content: { name, text },
});
const idle: Publish = { kind: "publish", type: "status", parentHeader: { msg_id: "a" }, content: {} };

let sent: unknown[];
let joiner: StreamJoiner;
beforeEach(() => {
  sent = [];
  joiner = new StreamJoiner((message) => sent.push(message.content["text"] ?? message.type));
});

test("text of one stream is joined and goes before any other message", () => {
  for (const text of ["1", "2", "3"]) joiner.push(stream(text));
  expect(sent).toEqual([]);
  joiner.push(idle);
  expect(sent).toEqual(["123", "status"]);
});

test("another stream or cell lets the held text go", () => {
  joiner.push(stream("1"));
  joiner.push(stream("2", "stderr"));
  joiner.push(stream("3", "stderr", "b"));
  joiner.flush();
  expect(sent).toEqual(["1", "2", "3"]);
});

test("text goes by itself after a short time", async () => {
  joiner.push(stream("1"));
  joiner.push(stream("2"));
  expect(sent).toEqual([]);
  await expect.poll(() => sent, { timeout: 5_000 }).toEqual(["12"]);
});

test("64 KiB go at once", () => {
  for (let part = 0; part < 7; part++) joiner.push(stream("x".repeat(10_000)));
  expect(sent.map((text) => String(text).length)).toEqual([70_000]);
});
