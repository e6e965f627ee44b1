const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** The first position from `at` on that is no white space of JSON. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  for (let i = at; ; i++) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return i;
  }
}

/** The position behind the string that starts at `at`; -1 if it does not end before `stop`. */
export function stringEnd(bytes: Uint8Array, at: number, stop: number = bytes.length): number {
  for (let i = at + 1; i < stop; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
  }
  return -1;
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
    const byte = bytes[i] as number;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, i, last);
      if (end < 0) break;
      i = end - 1;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return i;
      depth--;
    } else if (byte === COMMA && depth === 0) {
      comma = i;
      if (first) return i;
    }
  }
  return last === bytes.length ? last : comma;
}
