import { LargeText } from "../../nbformat/large/large-value.js";

/** So many bytes make a piece; three make four letters, so that no piece but the last is padded. */
const PIECE_BYTES = 3 << 14;

/** The bytes as base64; many are kept as they are and made into letters piece by piece. */
export function base64(bytes: Uint8Array): string | LargeText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength <= PIECE_BYTES) return buffer.toString("base64");
  return new LargeText(Math.ceil(bytes.byteLength / 3) * 4, function* () {
    for (let at = 0; at < buffer.length; at += PIECE_BYTES) yield buffer.toString("base64", at, at + PIECE_BYTES);
  });
}
