import { createHmac, hash, timingSafeEqual } from "node:crypto";

/** SHA-256 takes so many bytes at a time; HMAC (RFC 2104) fills the key up to them. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Up to here it is cheaper to lay the parts end to end than to set up an object that takes them one by one. */
const SHORT_BYTES = 16_384;

const encoder = new TextEncoder();

/** Hex HMAC-SHA256 over the four JSON frames in order; empty when the key is empty (authentication is off). */
export function sign(key: string, parts: readonly Uint8Array[]): string {
  if (key === "") return "";
  let byteLength = 0;
  for (const part of parts) byteLength += part.byteLength;
  if (byteLength <= SHORT_BYTES) return signShort(key, parts);
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

const written = new Uint8Array(2 * DIGEST_BYTES);

/** True for the signature of the parts. Compares in constant time, so that it cannot be guessed byte by byte. */
export function signatureFits(got: Uint8Array, key: string, parts: readonly Uint8Array[]): boolean {
  if (key === "") return true;
  if (got.byteLength !== written.byteLength) return false;
  encoder.encodeInto(sign(key, parts), written);
  return timingSafeEqual(got, written);
}

/** The key as HMAC mixes it in before the message and before the inner digest, each with room for what follows it. */
interface PaddedKey {
  readonly key: string;
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

/** The key that was last used: a kernel's messages come one after another. */
let last: PaddedKey | undefined;

function signShort(key: string, parts: readonly Uint8Array[]): string {
  if (last?.key !== key) last = padded(key);
  const { inner, outer } = last;
  let end = BLOCK_BYTES;
  for (const part of parts) {
    inner.set(part, end);
    end += part.byteLength;
  }
  outer.set(hash("sha256", inner.subarray(0, end), "buffer"), BLOCK_BYTES);
  return hash("sha256", outer, "hex");
}

function padded(key: string): PaddedKey {
  const bytes = encoder.encode(key);
  const short = bytes.byteLength > BLOCK_BYTES ? hash("sha256", bytes, "buffer") : bytes;
  const inner = new Uint8Array(BLOCK_BYTES + SHORT_BYTES);
  const outer = new Uint8Array(BLOCK_BYTES + DIGEST_BYTES);
  for (let i = 0; i < BLOCK_BYTES; i++) {
    inner[i] = (short[i] ?? 0) ^ 0x36;
    outer[i] = (short[i] ?? 0) ^ 0x5c;
  }
  return { key, inner, outer };
}
