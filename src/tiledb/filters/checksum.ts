import { createHash } from "node:crypto";
import { ByteCursor, FormatError } from "../../core/index.js";
import { damaged } from "./damage.js";
import type { FilterDecoder } from "./types.js";

/** Checks the digests (u64 length, digest each; metadata parts first) and passes metadata and data on unchanged. */
export function checksum(algorithm: "md5" | "sha256"): FilterDecoder {
  const digestBytes = algorithm === "md5" ? 16 : 32;
  return (parts, _stage, context) => {
    const head = new ByteCursor(parts.metadata, context.where);
    const nMetadata = head.uint32();
    const nData = head.uint32();
    if ((nMetadata + nData) * (8 + digestBytes) > head.remaining)
      damaged(algorithm, context, "a list of digests", `${nMetadata} + ${nData} digests`);
    const read = (count: number): { length: number; digest: Uint8Array }[] =>
      Array.from({ length: count }, () => ({
        length: head.uint64("checksummed bytes"),
        digest: head.take(digestBytes),
      }));
    const expected = [read(nMetadata), read(nData)] as const;
    const metadata = parts.metadata.subarray(head.offset);
    const bodies = [metadata, parts.data] as const;
    for (const [index, list] of expected.entries()) {
      let offset = 0;
      for (const { length, digest } of list) {
        const part = bodies[index]!.subarray(offset, offset + length);
        offset += length;
        const got = createHash(algorithm).update(part).digest();
        if (part.length === length && got.equals(digest)) continue;
        throw new FormatError({
          what: `${algorithm} checksum`,
          where: context.where,
          expected: Buffer.from(digest).toString("hex"),
          got: got.toString("hex"),
          hint: "The file is damaged",
        });
      }
    }
    return { metadata, data: parts.data };
  };
}
