/**
 * Characters that stay: for Python's `quote` with nothing safe, for the same with its default, for JavaScript's
 * `encodeURIComponent` and `encodeURI`, and none at all.
 */
const SAFE = [/[\w.~-]/, /[\w.~/-]/, /[\w.!~*'()-]/, /[\w.!~*'();,/?:@&=+$#-]/, /(?!)/];

/** The value in a URL, with capital or small digits, and with a plus for a space as forms have it. */
export function percentSpellings(value: string): string[] {
  const spellings = SAFE.flatMap((safe) => {
    const upper = encoded(value, safe);
    const lower = upper.replace(/%../g, (byte) => byte.toLowerCase());
    return [upper, lower].flatMap((spelling) => [spelling, spelling.replaceAll("%20", "+")]);
  });
  return [...new Set(spellings)];
}

function encoded(value: string, safe: RegExp): string {
  const bytes = Buffer.from(value, "utf8");
  return [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (byte < 0x80 && safe.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
