import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError, isCellmillError } from "../../src/core/index.js";
import { FILTER, filterName } from "../../src/tiledb/filters/table.js";
import type { Datatype } from "../../src/tiledb/index.js";
import { compilePipeline } from "../../src/tiledb/pipeline.js";
import { decodeChunk } from "../../src/tiledb/tile.js";
import * as encode from "./encoders.js";

const TYPES: readonly (readonly [Datatype, number])[] = [
  ["uint8", 1],
  ["int16", 2],
  ["int32", 4],
  ["uint64", 8],
  ["int64", 8],
];

/** Decodes what an encoder wrote through the pipeline of that one filter. */
function decode(
  id: number,
  encoded: encode.Encoded,
  originalBytes: number,
  type: Datatype,
  cellBytes: number,
): Uint8Array {
  const pipeline = { maxChunkBytes: 65_536, filters: [{ id, name: filterName(id) }] };
  const compiled = compilePipeline(pipeline, { type, isVar: false, cellBytes, version: 22, where: "test" });
  return decodeChunk({ originalBytes, ...encoded }, compiled, "test");
}

/** Bytes of whole elements: random, small, constant, and slowly rising ones. */
function values(size: number): fc.Arbitrary<Uint8Array> {
  const width = BigInt(size * 8);
  const any = fc.bigInt(0n, (1n << width) - 1n);
  const lists = fc.oneof(
    fc.array(any, { maxLength: 40 }),
    fc.array(fc.bigInt(0n, 9n), { maxLength: 300 }),
    fc.tuple(any, fc.nat(300)).map(([value, n]) => Array<bigint>(n).fill(value)),
    fc.tuple(any, fc.array(fc.bigInt(-3n, 9n), { maxLength: 200 })).map(([first, steps]) => {
      let value = first;
      return steps.map((step) => {
        value += step;
        return value;
      });
    }),
  );
  return lists.map((list) => encode.join(...list.map((value) => encode.le(value, size))));
}

describe("decoding undoes encoding", () => {
  const cases: readonly (readonly [number, (data: Uint8Array, size: number) => encode.Encoded])[] = [
    [FILTER.gzip, encode.gzip],
    [FILTER.lz4, encode.lz4],
    [FILTER.rle, encode.rle],
    [FILTER.delta, encode.delta],
    [FILTER.doubleDelta, encode.doubleDelta],
    [FILTER.byteshuffle, encode.byteshuffle],
    [FILTER.xor, encode.xor],
    [FILTER.positiveDelta, encode.positiveDelta],
  ];

  it.each(
    cases.flatMap(([id, encoder]) => TYPES.map(([type, size]) => [filterName(id), type, id, encoder, size] as const)),
  )("%s of %s", (_, type, id, encoder, size) => {
    fc.assert(
      fc.property(values(size), (data) => {
        expect(decode(id, encoder(data, size), data.length, type, size)).toEqual(data);
      }),
    );
  });

  it.each(TYPES.filter(([, size]) => size > 1))("bit-width reduction of %s", (type, size) => {
    fc.assert(
      fc.property(values(size), (data) => {
        expect(decode(FILTER.bitWidth, encode.bitWidth(data, size), data.length, type, size)).toEqual(data);
      }),
    );
  });

  it.each(["uint8", "float32", "string_utf8"] as const)("bit-width reduction leaves %s alone", (type) => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect(decode(FILTER.bitWidth, { metadata: new Uint8Array(0), data }, 8, type, 1)).toEqual(data);
  });
});

describe("a size that the chunk cannot have", () => {
  it.each([FILTER.gzip, FILTER.zstd, FILTER.lz4, FILTER.rle, FILTER.doubleDelta, FILTER.delta])(
    "is refused before anything of that size is allocated (filter %i)",
    (id) => {
      const metadata = encode.join(encode.le(0, 4), encode.le(1, 4), encode.le(0xfffffff0, 4), encode.le(4, 4));
      let error: unknown;
      try {
        decode(id, { metadata, data: new Uint8Array(4) }, 100, "int32", 4);
      } catch (reason) {
        error = reason;
      }
      expect(error).toBeInstanceOf(FormatError);
      expect((error as Error).message).toMatch(/filter: expected at most \d+ bytes, got 4294967280/);
    },
  );

  it("names a filter that is not covered", () => {
    let error: unknown;
    try {
      decode(FILTER.aes256gcm, { metadata: new Uint8Array(0), data: new Uint8Array(0) }, 0, "int32", 4);
    } catch (reason) {
      error = reason;
    }
    expect(isCellmillError(error, "UnsupportedFeatureError")).toBe(true);
    expect((error as Error).message).toContain("AES-256-GCM");
  });
});
