import type { JsonValue } from "../../../nbformat/index.js";
import { compareBytes } from "../compare-bytes.js";
import type { CompareContext, Place } from "../context.js";
import { comparePixels } from "./compare-pixels.js";
import { decodePicture, type Picture } from "./decode-picture.js";
import { describeShift, findShift } from "./find-shift.js";

/** Longer base64 texts are compared by their bytes. */
const MAX_BASE64_LENGTH = 128 * 1024 * 1024;

/** Compares base64 PNG or JPEG pictures by their pixels: files of other bytes with the same pixels are equal. */
export function comparePicture(stored: JsonValue, got: JsonValue, place: Place, context: CompareContext): void {
  compareBase64Picture(stored, got, place, context, "");
}

/** As `comparePicture`, for a picture inside another value, such as an image layer of a Plotly figure. */
export function compareBase64Picture(
  stored: JsonValue,
  got: JsonValue,
  place: Place,
  context: CompareContext,
  where: string,
): void {
  if (stored === got) return;
  const inner = { ...place, prefix: [place.prefix, where].filter((part) => part !== "").join(", ") };
  const isText = typeof stored === "string" && typeof got === "string";
  if (!isText || stored.length > MAX_BASE64_LENGTH || got.length > MAX_BASE64_LENGTH) {
    compareBytes(stored, got, inner, context);
    return;
  }
  const a = decodePicture(Buffer.from(stored, "base64"));
  const b = decodePicture(Buffer.from(got, "base64"));
  if (typeof a === "string" || typeof b === "string") {
    // What cannot be decoded is equal by its bytes or not at all.
    compareUndecodable(stored, got, a, b, inner, context);
    return;
  }
  const pictures = (): { stored: Uint8Array; got: Uint8Array } => ({ stored: a.png(), got: b.png() });
  if (a.width !== b.width || a.height !== b.height) {
    const message = `the size differs: ${size(a)} pixels became ${size(b)}`;
    context.report(inner, "", message, size(a), size(b), pictures());
    return;
  }
  const difference = comparePixels(a, b, context.rules);
  if (difference === undefined) return;
  const { count, box, png } = difference;
  const total = a.width * a.height;
  const share = Number(((100 * count) / total).toPrecision(2));
  const region = `pixels x ${box.left} to ${box.right}, y ${box.top} to ${box.bottom}`;
  const allowed = Math.max(context.rules.maxDifferentPixels, Math.floor(context.rules.maxDifferentPixelRatio * total));
  if (context.isTrial) {
    context.report(inner, "", "the pixels differ", "", "");
    return;
  }
  const shift = findShift(a, b);
  const moved = shift === undefined ? "" : `; the content ${describeShift(shift)}`;
  context.report(
    inner,
    region,
    `${count} of ${total} pixels (${share} %) differ, allowed ${allowed} (threshold ${context.rules.pixelThreshold})${moved}`,
    `${size(a)} pixels`,
    `${size(b)} pixels`,
    { ...pictures(), difference: png() },
  );
}

function compareUndecodable(
  stored: string,
  got: string,
  a: Picture | string,
  b: Picture | string,
  place: Place,
  context: CompareContext,
): void {
  if (Buffer.from(stored, "base64").equals(Buffer.from(got, "base64"))) return;
  const side =
    typeof a === "string" ? (typeof b === "string" ? "both pictures" : "the stored picture") : "the new picture";
  const reason = typeof a === "string" ? a : (b as string);
  context.report(
    place,
    "",
    `${side} cannot be decoded (${reason}), and the bytes differ`,
    stored.slice(0, 64),
    got.slice(0, 64),
  );
}

function size({ width, height }: Picture): string {
  return `${width} × ${height}`;
}
