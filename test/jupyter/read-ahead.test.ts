import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Frames, ReadAhead } from "../../src/jupyter/read-ahead.js";

/** A socket: messages lie there, or are waited for. */
class Source {
  readonly #messages: Frames[] = [];
  #wanted: ((frames: Frames) => void) | undefined;
  taken = 0;

  send(frames: Frames): void {
    if (this.#wanted === undefined) this.#messages.push(frames);
    else this.#wanted(frames);
    this.#wanted = undefined;
  }

  readonly receive = async (): Promise<Frames> => {
    const frames = this.#messages.shift() ?? (await new Promise<Frames>((resolve) => (this.#wanted = resolve)));
    this.taken++;
    return frames;
  };
}

const message = (bytes: number, mark = 0): Frames => [new Uint8Array([mark]), new Uint8Array(bytes)];

describe("ReadAhead", () => {
  it("gives out all messages in their order, whenever they come and whatever their sizes", async () => {
    const arrival = fc.record({ bytes: fc.nat(20_000), later: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 30 }), fc.nat(30_000), async (arrivals, most) => {
        const source = new Source();
        const ahead = new ReadAhead(source.receive, most + 1);
        const seen: unknown[] = [];
        const all = (async () => {
          while (seen.length < arrivals.length) seen.push(await ahead.next());
        })();
        const sent: Frames[] = [];
        for (const { bytes, later } of arrivals) {
          if (later) await new Promise((resolve) => setImmediate(resolve));
          sent.push(message(bytes));
          source.send(sent.at(-1) as Frames);
        }
        await all;
        expect(seen.every((frames, index) => frames === sent[index])).toBe(true);
        expect(ahead.length).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it("takes over what lies there while the first is looked at, and large messages one by one", async () => {
    const source = new Source();
    const ahead = new ReadAhead(source.receive, 1_000_000);
    for (let i = 0; i < 100; i++) source.send(message(10));
    for (let i = 0; i < 10; i++) source.send(message(2_000_000));
    await ahead.next();
    expect([source.taken, ahead.length]).toEqual([101, 100]);
    for (let i = 1; i < 100; i++) await ahead.next();
    for (let i = 0; i < 10; i++) {
      expect(source.taken).toBe(101 + Math.max(0, i - 1));
      await ahead.next();
      expect(ahead.length).toBe(0);
    }
  });

  it("gives out short messages that lie there without a turn of the event loop for each", async () => {
    for (const most of [1, 10_000_000]) {
      const source = new Source();
      const ahead = new ReadAhead(source.receive, most);
      for (let i = 0; i < 2_000; i++) source.send(message(10));
      let turns = 0;
      const count = (): void => {
        turns++;
        counting = setImmediate(count);
      };
      let counting = setImmediate(count);
      for (let i = 0; i < 2_000; i++) await ahead.next();
      clearImmediate(counting);
      expect(turns).toBeLessThan(500);
    }
  });

  it("fails after the last message, as the socket does", async () => {
    const messages = [message(1), message(2)];
    const ahead = new ReadAhead(async () => {
      const next = messages.shift();
      if (next === undefined) throw new Error("closed");
      return next;
    });
    expect((await ahead.next())[1]?.byteLength).toBe(1);
    expect((await ahead.next())[1]?.byteLength).toBe(2);
    await expect(ahead.next()).rejects.toThrow("closed");
  });
});
