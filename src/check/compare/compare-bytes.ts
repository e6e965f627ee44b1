import { createHash } from "node:crypto";
import type { JsonValue } from "../../nbformat/index.js";
import type { CompareContext, Place } from "./context.js";
import { compareJsonValue } from "./json/compare-json-value.js";

/** Longer texts are compared as they are. */
const MAX_DECODED_LENGTH = 128 * 1024 * 1024;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Compares data of an unknown kind: as bytes if it is base64 (however wrapped), else character by character. */
export function compareBytes(stored: JsonValue, got: JsonValue, place: Place, context: CompareContext): void {
  if (typeof stored !== "string" || typeof got !== "string") {
    compareJsonValue(stored, got, place, context);
    return;
  }
  if (stored === got) return;
  const [a, b] = [context.normalise(stored, place.path), context.normalise(got, place.path)];
  if (a === b) return;
  const isLong = a.length > MAX_DECODED_LENGTH || b.length > MAX_DECODED_LENGTH;
  if (isLong || !BASE64.test(a.replace(/\s/g, "")) || !BASE64.test(b.replace(/\s/g, ""))) {
    context.report(place, "", `the content differs: ${a.length} characters became ${b.length}`, a, b);
    return;
  }
  const left = Buffer.from(a, "base64");
  const right = Buffer.from(b, "base64");
  if (left.equals(right)) return;
  context.report(
    place,
    `byte ${firstDifference(left, right)}`,
    `the bytes differ: ${left.length} became ${right.length}`,
    describe(left),
    describe(right),
  );
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function describe(bytes: Uint8Array): string {
  return `${bytes.length} bytes, sha256 ${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`;
}
