import { createHmac, timingSafeEqual } from "node:crypto";

/** Hex digits of SHA-256. */
const SIGNATURE_BYTES = 64;

const encoder = new TextEncoder();

/** Hex HMAC-SHA256 over the four JSON frames in order; empty when the key is empty (authentication is off). */
export function sign(key: string, parts: readonly Uint8Array[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

const written = new Uint8Array(SIGNATURE_BYTES);

/** True for the signature of the parts. Compares in constant time, so that it cannot be guessed byte by byte. */
export function signatureFits(got: Uint8Array, key: string, parts: readonly Uint8Array[]): boolean {
  if (key === "") return true;
  if (got.byteLength !== written.byteLength) return false;
  encoder.encodeInto(sign(key, parts), written);
  return timingSafeEqual(got, written);
}
