import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { PieceQueue } from "../../src/runner/io/piece-queue.js";

/** A stream that is as slow as its reader: `read` lets it take one more text. */
function slowStream(): { stream: Writable; taken: string[]; read: () => void } {
  const taken: string[] = [];
  let next = (): void => {};
  const stream = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(text: string, _encoding, done) {
      taken.push(text);
      next = done;
    },
  });
  const read = (): void => {
    const done = next;
    next = () => {};
    done();
  };
  return { stream, taken, read };
}

it("makes the pieces of a text when the stream takes them, and keeps the order", async () => {
  const { stream, taken, read } = slowStream();
  const queue = new PieceQueue(stream);
  let made = 0;
  queue.write(
    (function* () {
      for (; made < 5; made++) yield `${made}`;
    })(),
  );
  queue.write(["", "end"]);
  let isDrained = false;
  void queue.drained().then(() => {
    isDrained = true;
  });
  expect(made).toBeLessThan(2);
  for (let i = 0; i < 20; i++) {
    expect(made).toBeLessThanOrEqual(taken.length + 1);
    read();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(taken).toEqual(["0", "1", "2", "3", "4", "end"]);
  expect(isDrained).toBe(true);
});

it("waits for nobody when the stream is closed", async () => {
  const { stream } = slowStream();
  const queue = new PieceQueue(stream);
  queue.write(["a", "b"]);
  const drained = queue.drained();
  stream.destroy();
  await drained;
  queue.write(["c", "d"]);
  await queue.drained();
});
