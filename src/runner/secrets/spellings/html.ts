const DOUBLE_QUOTES = ['"', "&quot;", "&#34;"];
const SINGLE_QUOTES = ["'", "&#39;", "&#x27;", "&apos;"];

/** The value in HTML and XML: tools differ in the quotes that they escape; some escape all that is not ASCII, or all. */
export function htmlSpellings(value: string): string[] {
  const plain = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = DOUBLE_QUOTES.flatMap((double) =>
    SINGLE_QUOTES.map((single) => plain.replaceAll('"', double).replaceAll("'", single)),
  );
  return [
    ...new Set([
      ...quoted,
      ...quoted.map((text) => references(text, /[\u0080-\u{10ffff}]/gu, 10)),
      // Python's encoder escapes nothing but characters that the bytes cannot hold.
      references(value, /[\u0080-\u{10ffff}]/gu, 10),
      references(value, /[\s\S]/gu, 10),
      references(value, /[\s\S]/gu, 16),
    ]),
  ];
}

function references(text: string, which: RegExp, base: 10 | 16): string {
  return text.replace(which, (character) => {
    const code = (character.codePointAt(0) as number).toString(base);
    return base === 10 ? `&#${code};` : `&#x${code};`;
  });
}
