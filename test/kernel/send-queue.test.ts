import { expect, test } from "vitest";
import { SendQueue } from "../../kernel-ext/src/io/send-queue.js";

/** As zeromq.js: a second send while one is under way fails. */
class BusySocket {
  readonly sent: string[] = [];
  #busy = false;

  async send(frames: Uint8Array[]): Promise<void> {
    if (this.#busy) throw new Error("EBUSY");
    this.#busy = true;
    await new Promise((resolve) => setImmediate(resolve));
    this.#busy = false;
    const text = Buffer.concat(frames).toString();
    if (text === "bad") throw new Error("cannot send");
    this.sent.push(text);
  }
}

const frame = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];

test("many messages pushed at once are sent one by one, in order", async () => {
  const socket = new BusySocket();
  const queue = new SendQueue(socket, (error) => expect.unreachable(String(error)));
  const texts = Array.from({ length: 200 }, (_, index) => String(index));
  for (const text of texts) queue.push(frame(text));
  await queue.drained();
  expect(socket.sent).toEqual(texts);
});

test("a message that cannot be sent is reported and does not hold up the next", async () => {
  const socket = new BusySocket();
  const errors: string[] = [];
  const queue = new SendQueue(socket, (error) => errors.push(String(error)));
  for (const text of ["1", "bad", "2"]) queue.push(frame(text));
  await queue.drained();
  expect(socket.sent).toEqual(["1", "2"]);
  expect(errors).toEqual(["Error: cannot send"]);
});
