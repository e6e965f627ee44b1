import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCellmillError } from "../../src/core/errors.js";
import { createMessage, type Message } from "../../src/jupyter/message.js";
import { sign } from "../../src/jupyter/signature.js";
import { decodeMessage, encodeMessage } from "../../src/jupyter/wire.js";

const utf8 = new TextEncoder();
const KEY = "a-secret";

function request(): Message {
  return createMessage({
    type: "execute_request",
    session: "s",
    content: { code: "π" },
    identities: [utf8.encode("client")],
    buffers: [new Uint8Array([0, 255])],
  });
}

test("a message has the frames of the protocol in order", () => {
  const message = request();
  const frames = encodeMessage(message, KEY).map((frame) => Buffer.from(frame).toString());
  const json = frames.slice(3, 7);
  expect(frames.slice(0, 2)).toEqual(["client", "<IDS|MSG>"]);
  expect(frames[2]).toBe(createHmac("sha256", KEY).update(json.join("")).digest("hex"));
  expect(json.map((part) => JSON.parse(part))).toEqual([message.header, {}, {}, { code: "π" }]);
  expect(frames).toHaveLength(8);
});

test("what was encoded decodes to the same message, whatever its content", () => {
  const arbitrary = fc.record({
    content: fc.dictionary(fc.string(), fc.jsonValue()),
    identities: fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 })),
    buffers: fc.array(fc.uint8Array({ maxLength: 50 })),
    key: fc.string(),
  });
  fc.assert(
    fc.property(arbitrary, ({ content, identities, buffers, key }) => {
      const plain = JSON.parse(JSON.stringify(content)) as Record<string, unknown>;
      const message = createMessage({ type: "t", session: "s", content: plain, identities, buffers });
      const decoded = decodeMessage(encodeMessage(message, key), key);
      expect(decoded).toEqual(message);
    }),
    { numRuns: 50 },
  );
});

test("messages have the parent that they name, though a cell's messages share one", () => {
  const of = (id: string): Message =>
    createMessage({ type: "t", session: "s", content: {}, parentHeader: { msg_id: id } });
  const ids = ["a", "a", "b", "a", "bb"];
  const read = ids.map((id) => decodeMessage(encodeMessage(of(id), KEY), KEY).parentHeader);
  expect(read).toEqual(ids.map((id) => ({ msg_id: id })));
  expect(read[0]).toBe(read[1]);
});

test("an empty key turns signatures off", () => {
  const frames = encodeMessage(request(), "");
  expect(frames[2]).toHaveLength(0);
  expect(decodeMessage(frames, "").content).toEqual({ code: "π" });
  expect(sign("", [utf8.encode("x")])).toBe("");
});

test("bytes that are no UTF-8 are replaced, as Jupyter's client does", () => {
  const parts = ['{"msg_id":"1","session":"s","msg_type":"stream"}', "{}", "{}", '{"text":"caf\xe9"}'];
  const bytes = parts.map((part) => Buffer.from(part, "latin1"));
  const frames = [utf8.encode("<IDS|MSG>"), utf8.encode(sign(KEY, bytes)), ...bytes];
  expect(decodeMessage(frames, KEY).content).toEqual({ text: "caf\ufffd" });
});

describe("a damaged message is refused", () => {
  const cases: readonly [name: string, damage: (frames: Uint8Array[]) => Uint8Array[], words: RegExp][] = [
    ["another signature", (f) => f.with(2, utf8.encode("0".repeat(64))), /signature/],
    ["a short signature", (f) => f.with(2, utf8.encode("00")), /signature/],
    ["changed content", (f) => f.with(6, utf8.encode('{"code":"x"}')), /signature/],
    ["no delimiter", (f) => f.toSpliced(1, 1), /delimiter/],
    ["a missing frame", (f) => f.slice(0, 6), /too short/],
    ["no frames", () => [], /delimiter/],
  ];
  test.each(cases)("%s", (_name, damage, words) => {
    expect(() => decodeMessage(damage(encodeMessage(request(), KEY)), KEY)).toThrow(words);
  });

  const signed = (parts: readonly string[]): Uint8Array[] => {
    const bytes = parts.map((part) => utf8.encode(part));
    return [utf8.encode("<IDS|MSG>"), utf8.encode(sign(KEY, bytes)), ...bytes];
  };
  test.each([
    ["a part that is no JSON", ["{", "{}", "{}", "{}"], /is no JSON/],
    ["a part that is no object", ["[]", "{}", "{}", "{}"], /no JSON object/],
    ["a header without type", ['{"msg_id":"1","session":"s"}', "{}", "{}", "{}"], /msg_type/],
  ])("%s", (_name, parts, words) => {
    expect(() => decodeMessage(signed(parts), KEY)).toThrow(words);
  });

  test("a wrong signature is seen before the JSON is read", () => {
    const frames = signed(["no json", "{}", "{}", "{}"]).with(1, utf8.encode("f".repeat(64)));
    try {
      decodeMessage(frames, KEY);
      expect.unreachable();
    } catch (error) {
      expect(isCellmillError(error, "FormatError")).toBe(true);
      expect(String(error)).toMatch(/signature/);
    }
  });
});
