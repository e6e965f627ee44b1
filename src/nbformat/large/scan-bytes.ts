const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** How far a string is walked byte by byte before the system's own search is asked: its call costs as much. */
const NEAR = 24;

/** What `groupEnd` does at a byte: most bytes are passed over. */
const Kind = { other: 0, quote: 1, opening: 2, closing: 3, comma: 4 } as const;

const KINDS = new Uint8Array(256);
KINDS[QUOTE] = Kind.quote;
KINDS[COMMA] = Kind.comma;
for (const bracket of "[{") KINDS[bracket.charCodeAt(0)] = Kind.opening;
for (const bracket of "]}") KINDS[bracket.charCodeAt(0)] = Kind.closing;

/** The first position from `at` on that is no white space of JSON. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  for (let i = at; ; i++) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return i;
  }
}

/** The position behind the string that starts at `at`; -1 if it does not end before `stop`. */
export function stringEnd(bytes: Uint8Array, at: number, stop: number = bytes.length): number {
  let inside: Uint8Array | undefined;
  for (let i = at + 1; ; ) {
    const near = Math.min(i + NEAR, stop);
    while (i < near) {
      const byte = bytes[i];
      if (byte === QUOTE) return i + 1;
      i += byte === BACKSLASH ? 2 : 1;
    }
    if (i >= stop) return -1;
    // The search must not go on to the end of a long string when the stop is near.
    inside ??= stop < bytes.length ? bytes.subarray(0, stop) : bytes;
    const quote = inside.indexOf(QUOTE, i);
    if (quote < 0) return -1;
    let first = quote;
    while (first > i && bytes[first - 1] === BACKSLASH) first--;
    // An even number of backslashes are escapes of each other.
    if ((quote - first) % 2 === 0) return quote + 1;
    i = quote + 1;
  }
}

/** The position behind the value that starts at `at`; -1 if it does not end before `stop`. No recursion, whatever the depth. */
export function valueEnd(bytes: Uint8Array, at: number, stop: number = bytes.length): number {
  if (bytes[at] === QUOTE) return stringEnd(bytes, at, stop);
  const end = groupEnd(bytes, at, stop, true);
  return end < stop || stop === bytes.length ? end : -1;
}

/**
 * Where a run of whole items of a list or object ends that begins at `at`: at the bracket that closes it, at the end of the
 * bytes, or at its last comma before `stop` (with `first`, at its first). `-1` if the first item does not end before `stop`.
 */
export function groupEnd(bytes: Uint8Array, at: number, stop: number, first = false): number {
  const last = Math.min(stop, bytes.length);
  let depth = 0;
  let comma = -1;
  for (let i = at; i < last; i++) {
    const kind = KINDS[bytes[i] as number];
    if (kind === Kind.other) continue;
    if (kind === Kind.quote) {
      const end = stringEnd(bytes, i, last);
      if (end < 0) break;
      i = end - 1;
    } else if (kind === Kind.opening) depth++;
    else if (kind === Kind.closing) {
      if (depth === 0) return i;
      depth--;
    } else if (depth === 0) {
      comma = i;
      if (first) return i;
    }
  }
  return last === bytes.length ? last : comma;
}
