import { describe, expect, it, vi } from "vitest";
import { ZSTDDecoder } from "zstddec";
import { decodeZstd, initZstd } from "../../src/tiledb/filters/zstd.js";

// Frames of one raw block: magic, descriptor (single segment, one size byte), content size, block header, content.
function frame(content: readonly number[]): Uint8Array {
  const header = (content.length << 3) | 1;
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0x20, content.length];
  return Uint8Array.from([...head, header & 255, (header >> 8) & 255, header >> 16, ...content]);
}

const first = [1, 2, 3, 4];
const second = [9, 8, 7, 6];
const context = { where: "test", maxBytes: 1000 };

describe("decodeZstd", () => {
  it("gives copies, or views that hold until the next frame where the context borrows", async () => {
    await initZstd();
    const copy = decodeZstd(frame(first), 4, context);
    const view = decodeZstd(frame(first), 4, { ...context, borrow: true });
    expect([...view]).toEqual(first);
    decodeZstd(frame(second), 4, context);
    expect([...copy]).toEqual(first);
    expect([...view]).toEqual(second);
  });

  it("decodes frames that are larger than what it keeps room for, and small ones after them", async () => {
    await initZstd();
    // A run-length block of 2 MiB each, thrice: 6 MiB.
    const size = 3 * 2 ** 17;
    const block = (last: number): number[] => [
      (((2 ** 17) << 3) & 255) | 2 | last,
      (((2 ** 17) << 3) >> 8) & 255,
      ((2 ** 17) << 3) >> 16,
      77,
    ];
    const head = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, size & 255, (size >> 8) & 255, size >> 16, 0];
    const runs = Uint8Array.from([...head, ...block(0), ...block(0), ...block(1)]);
    const large = decodeZstd(runs, size, context);
    expect([large.length, large.every((byte) => byte === 77)]).toEqual([size, true]);
    expect([...decodeZstd(frame(second), 4, context)]).toEqual(second);
  });

  it.each([
    ["no frame", Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
    ["a frame that ends early", frame(first).subarray(0, 10)],
    ["nothing", new Uint8Array(0)],
    ["a frame with more in it than is expected", frame([1, 2, 3, 4, 5])],
  ])("refuses %s", async (_, bytes) => {
    await initZstd();
    expect(() => decodeZstd(bytes, 4, context)).toThrow(/zstd filter/);
    expect([...decodeZstd(frame(first), 4, context)]).toEqual(first);
  });

  it("works when someone else has the package's one instance made", async () => {
    await new ZSTDDecoder().init();
    vi.resetModules();
    const again = await import("../../src/tiledb/filters/zstd.js");
    await again.initZstd();
    const borrowed = again.decodeZstd(frame(first), 4, { ...context, borrow: true });
    again.decodeZstd(frame(second), 4, context);
    // A copy, so that the second frame did not change it: the plain decoder was used.
    expect([...borrowed]).toEqual(first);
  });
});
