/** Keys in Python's order: by code point. JavaScript's own order is by UTF-16 unit, which differs beyond U+FFFF. */
export function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x < 0xd800 && y < 0xd800 ? x - y : compareCodePointsAt(a, b, i);
  }
  return a.length - b.length;
}

/** Compares two texts that differ first at unit `at`, which may be the second half of a code point in one or both. */
function compareCodePointsAt(a: string, b: string, at: number): number {
  const before = at > 0 ? a.charCodeAt(at - 1) : 0;
  const start = before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
  const difference = codePoint(a, start) - codePoint(b, start);
  // Equal if the half before stands alone in both.
  return difference === 0 ? codePoint(a, at) - codePoint(b, at) : difference;
}

function codePoint(text: string, at: number): number {
  return text.codePointAt(at) as number;
}
