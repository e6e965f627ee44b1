import { compareByCodePoint } from "../code-point-order.js";
import type { JsonBytes } from "./json-bytes.js";
import { skipSpace, stringEnd, valueEnd } from "./scan-bytes.js";

/** Calls back with the place of each key of valid members, from one in front of a key up to `end` or the closing bracket. */
export function eachKey(bytes: Uint8Array, start: number, end: number, found: (key: number) => void): void {
  for (let at = skipSpace(bytes, start); at < end && bytes[at] === 0x22; at = skipSpace(bytes, at + 1)) {
    found(at);
    const colon = skipSpace(bytes, stringEnd(bytes, at));
    at = skipSpace(bytes, valueEnd(bytes, skipSpace(bytes, colon + 1)));
  }
}

/** Compares two keys by code point: that is the order of their UTF-8 bytes, as long as they have no escapes. */
export function compareKeys(json: JsonBytes, a: number, b: number): number {
  const { bytes } = json.source;
  for (let i = 1; ; i++) {
    const x = bytes[a + i] as number;
    const y = bytes[b + i] as number;
    if (x === 0x5c || y === 0x5c || x >= 0x80 || y >= 0x80) return compareByCodePoint(keyAt(json, a), keyAt(json, b));
    // A closing quote ends the shorter key, which comes first.
    if (x === 0x22 || y === 0x22) return (x === 0x22 ? 0 : 1) - (y === 0x22 ? 0 : 1);
    if (x !== y) return x - y;
  }
}

function keyAt(json: JsonBytes, at: number): string {
  return JSON.parse(json.text(at, stringEnd(json.source.bytes, at))) as string;
}

/** The keys from `start` on in the order of their code points; of equal ones the last, as readers keep it. */
export function sortedKeyPlaces(json: JsonBytes, start: number): Uint32Array {
  const { bytes } = json.source;
  let count = 0;
  eachKey(bytes, start, bytes.length, () => count++);
  const places = new Uint32Array(count);
  count = 0;
  eachKey(bytes, start, bytes.length, (key) => (places[count++] = key));
  const sorted = mergeSorted(places, (a, b) => compareKeys(json, a, b));
  let kept = 0;
  for (const [i, place] of sorted.entries()) {
    const next = sorted[i + 1];
    if (next === undefined || compareKeys(json, place, next) !== 0) sorted[kept++] = place;
  }
  return sorted.subarray(0, kept);
}

/** Sorts, equal ones in their order. The language's own sort makes lists of them that take many times the memory. */
function mergeSorted(values: Uint32Array, compare: (a: number, b: number) => number): Uint32Array {
  let from = values;
  let to: Uint32Array = new Uint32Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        const takeLeft = left < middle && (right >= end || compare(from[left] as number, from[right] as number) <= 0);
        to[i] = from[takeLeft ? left++ : right++] as number;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
