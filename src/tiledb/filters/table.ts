import { decodeBitshuffle } from "./bitshuffle.js";
import { decodeByteshuffle } from "./byteshuffle.js";
import { checksum } from "./checksum.js";
import { compressedParts } from "./compressed-parts.js";
import { deltaPart } from "./delta.js";
import { decodeDictionary } from "./dictionary.js";
import { doubleDeltaPart } from "./double-delta.js";
import { decodeFloatScale } from "./float-scale.js";
import { gzipPart } from "./gzip.js";
import { lz4Part } from "./lz4.js";
import { decodeRle } from "./rle.js";
import type { FilterDecoder } from "./types.js";
import { decodeBitWidth, decodePositiveDelta } from "./windows.js";
import { decodeXor } from "./xor.js";
import { zstdPart } from "./zstd.js";

/** Filter ids of the format. */
export const FILTER = {
  none: 0,
  gzip: 1,
  zstd: 2,
  lz4: 3,
  rle: 4,
  bzip2: 5,
  doubleDelta: 6,
  bitWidth: 7,
  bitshuffle: 8,
  byteshuffle: 9,
  positiveDelta: 10,
  aes256gcm: 11,
  md5: 12,
  sha256: 13,
  dictionary: 14,
  floatScale: 15,
  xor: 16,
  webp: 18,
  delta: 19,
} as const;

const NAMES = new Map<number, string>([
  [FILTER.none, "none"],
  [FILTER.gzip, "gzip"],
  [FILTER.zstd, "zstd"],
  [FILTER.lz4, "lz4"],
  [FILTER.rle, "rle"],
  [FILTER.bzip2, "bzip2"],
  [FILTER.doubleDelta, "double delta"],
  [FILTER.bitWidth, "bit-width reduction"],
  [FILTER.bitshuffle, "bitshuffle"],
  [FILTER.byteshuffle, "byteshuffle"],
  [FILTER.positiveDelta, "positive delta"],
  [FILTER.aes256gcm, "AES-256-GCM"],
  [FILTER.md5, "md5"],
  [FILTER.sha256, "sha256"],
  [FILTER.dictionary, "dictionary"],
  [FILTER.floatScale, "float scale"],
  [FILTER.xor, "xor"],
  [FILTER.webp, "webp"],
  [FILTER.delta, "delta"],
]);

/** What undoes each filter; a filter that is not here is not covered. */
export const FILTER_DECODERS: ReadonlyMap<number, FilterDecoder> = new Map<number, FilterDecoder>([
  [FILTER.none, (parts) => parts],
  [FILTER.gzip, compressedParts("gzip", gzipPart)],
  [FILTER.zstd, compressedParts("zstd", zstdPart)],
  [FILTER.lz4, compressedParts("lz4", lz4Part)],
  [FILTER.rle, decodeRle],
  [FILTER.doubleDelta, compressedParts("double delta", doubleDeltaPart)],
  [FILTER.bitWidth, decodeBitWidth],
  [FILTER.bitshuffle, decodeBitshuffle],
  [FILTER.byteshuffle, decodeByteshuffle],
  [FILTER.positiveDelta, decodePositiveDelta],
  [FILTER.md5, checksum("md5")],
  [FILTER.sha256, checksum("sha256")],
  [FILTER.dictionary, decodeDictionary],
  [FILTER.floatScale, decodeFloatScale],
  [FILTER.xor, decodeXor],
  [FILTER.delta, compressedParts("delta", deltaPart)],
]);

/** The filter's name, or its number if the format has no such filter. */
export function filterName(id: number): string {
  return NAMES.get(id) ?? `filter ${id}`;
}
