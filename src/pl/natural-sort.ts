/** A text cut at its numbers: texts at even places (possibly empty), numbers at odd places. */
function pieces(text: string): (string | number)[] {
  return text
    .normalize("NFD")
    .split(/(\d+)/)
    .map((piece, i) => (i % 2 === 1 ? Number(piece) : piece));
}

/** The texts in natural order: numbers inside them compare as numbers ("b2" before "b10"), letters by code point. */
export function naturalSort(texts: Iterable<string>): string[] {
  const keyed = Array.from(texts, (text) => ({ text, key: pieces(text) }));
  keyed.sort((a, b) => comparePieces(a.key, b.key));
  return keyed.map((entry) => entry.text);
}

function comparePieces(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a[i]! < b[i]!) return -1;
    if (a[i]! > b[i]!) return 1;
  }
  return a.length - b.length;
}
