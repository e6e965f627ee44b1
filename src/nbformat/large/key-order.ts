import { compareByCodePoint } from "../code-point-order.js";
import { skipSpace, stringEnd, valueEnd } from "./scan-bytes.js";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Calls back with the place of each key of valid members, from one in front of a key up to `end` or the closing bracket. Gives the
 * place where it stopped.
 */
export function eachKey(bytes: Uint8Array, start: number, end: number, found: (key: number) => void): number {
  let at = skipSpace(bytes, start);
  while (at < end && bytes[at] === 0x22) {
    found(at);
    const colon = skipSpace(bytes, stringEnd(bytes, at));
    const next = skipSpace(bytes, valueEnd(bytes, skipSpace(bytes, colon + 1)));
    if (bytes[next] !== 0x2c) return next;
    at = skipSpace(bytes, next + 1);
  }
  return at;
}

/** Compares two keys by code point: that is the order of their UTF-8 bytes, as long as they have no escapes. */
export function compareKeys(bytes: Uint8Array, a: number, b: number): number {
  for (let i = 1; ; i++) {
    const x = bytes[a + i] as number;
    const y = bytes[b + i] as number;
    if (x === 0x5c || y === 0x5c || x >= 0x80 || y >= 0x80) return compareByCodePoint(keyAt(bytes, a), keyAt(bytes, b));
    // A closing quote ends the shorter key, which comes first.
    if (x === 0x22 || y === 0x22) return (x === 0x22 ? 0 : 1) - (y === 0x22 ? 0 : 1);
    if (x !== y) return x - y;
  }
}

function keyAt(bytes: Uint8Array, at: number): string {
  return JSON.parse(decoder.decode(bytes.subarray(at, stringEnd(bytes, at)))) as string;
}

/** The keys from `start` on in the order of their code points; of equal ones the last, as readers keep it. */
export function sortedKeyPlaces(bytes: Uint8Array, start: number): Uint32Array {
  let count = 0;
  eachKey(bytes, start, bytes.length, () => count++);
  const places = new Uint32Array(count);
  count = 0;
  eachKey(bytes, start, bytes.length, (key) => (places[count++] = key));
  const compare = (a: number, b: number): number => compareKeys(bytes, a, b);
  const sorted = mergeSorted(places, compare);
  let kept = 0;
  for (let i = 0; i < sorted.length; i++) {
    const place = sorted[i] as number;
    if (i + 1 === sorted.length || compare(place, sorted[i + 1] as number) !== 0) sorted[kept++] = place;
  }
  return sorted.subarray(0, kept);
}

/**
 * Sorts, equal ones in their order, and quickly what is in order in long stretches. The language's own sort makes lists of them
 * that take many times the memory.
 */
function mergeSorted(values: Uint32Array, compare: (a: number, b: number) => number): Uint32Array {
  let from = values;
  let to: Uint32Array = new Uint32Array(values.length);
  for (;;) {
    let merged = 0;
    for (let start = 0; start < from.length; merged++) {
      const middle = runEnd(from, start, compare);
      const end = middle < from.length ? runEnd(from, middle, compare) : middle;
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        const takeLeft = left < middle && (right >= end || compare(from[left] as number, from[right] as number) <= 0);
        to[i] = from[takeLeft ? left++ : right++] as number;
      }
      start = end;
    }
    [from, to] = [to, from];
    if (merged <= 1) return from;
  }
}

/** Where the values that are in order from `start` on end. */
function runEnd(values: Uint32Array, start: number, compare: (a: number, b: number) => number): number {
  let i = start + 1;
  while (i < values.length && compare(values[i - 1] as number, values[i] as number) <= 0) i++;
  return i;
}
