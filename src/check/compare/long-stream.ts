import { createHash } from "node:crypto";
import { formatByteSize } from "../../core/index.js";
import type { CompareContext, Place } from "./context.js";
import type { Entry } from "./flatten-outputs.js";

/** Compares streams that are too long to hold as one text: by length and hash, without any normalising. */
export function compareLongStream(stored: Entry, got: Entry, place: Place, context: CompareContext): void {
  const before = digest(stored);
  const after = digest(got);
  if (before.length === after.length && before.hash === after.hash) return;
  context.report(
    place,
    "",
    "too long to compare line by line, and its content differs",
    `${formatByteSize(before.length)} of text, sha256 ${before.hash.slice(0, 16)}`,
    `${formatByteSize(after.length)} of text, sha256 ${after.hash.slice(0, 16)}`,
  );
}

function digest({ value, pieces }: Entry): { readonly length: number; readonly hash: string } {
  const hash = createHash("sha256");
  let length = 0;
  for (const piece of pieces ?? [String(value)]) {
    // UTF-16, so that a character cut by a boundary of chunks counts as it would in one text.
    hash.update(piece, "utf16le");
    length += piece.length;
  }
  return { length, hash: hash.digest("hex") };
}
