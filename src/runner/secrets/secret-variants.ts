/** A line of a secret of several lines is looked for by itself from this length on. */
const LEAST_LINE = 8;
/** A shorter stretch of base64 could be in any picture by chance. */
const LEAST_BASE64 = 8;

/** The spellings under which a secret may show up in outputs: as it is, as a literal, in HTML, in a URL, in base64. */
export function secretVariants(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const literals = [
    json,
    // Python's repr quotes by ', other languages escape both kinds of quotes.
    json.replaceAll('\\"', '"').replaceAll("'", "\\'"),
    json.replaceAll('\\"', '"'),
    json.replaceAll("'", "\\'"),
    json.replaceAll("/", "\\/"),
  ];
  const spellings = [
    value,
    ...literals,
    ...literals.map(asciiOnly),
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    htmlEscaped(value),
    htmlEscaped(value).replaceAll("&#39;", "&#x27;"),
    ...uriSpellings(value),
    Buffer.from(value, "utf8").toString("base64"),
    Buffer.from(value, "utf8").toString("base64").replace(/=+$/, ""),
    Buffer.from(value, "utf8").toString("base64url"),
    ...base64Inside(value),
    ...value.split(/\r?\n/).filter((line) => line.trim().length >= LEAST_LINE),
  ];
  return [...new Set(spellings)].filter((spelling) => spelling !== "");
}

/** The value in base64 of bytes that it is a part of: what does not depend on its neighbours, for each of the three places. */
function base64Inside(value: string): string[] {
  const bytes = Buffer.from(value, "utf8");
  const stretches = [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    // A character holds six bits; those that share bits with a neighbour are left out.
    return [Math.ceil((before * 8) / 6), Math.floor((all.length * 8) / 6), all] as const;
  });
  return stretches
    .flatMap(([start, end, all]) => [
      all.toString("base64").slice(start, end),
      all.toString("base64url").slice(start, end),
    ])
    .filter((stretch) => stretch.length >= LEAST_BASE64);
}

function htmlEscaped(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

// Python's JSON escapes all that is not ASCII.
function asciiOnly(literal: string): string {
  return literal.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** As JavaScript, as Python (which escapes more) and as forms (a plus for a space) encode it. */
function uriSpellings(value: string): string[] {
  try {
    const encoded = encodeURIComponent(value);
    const strict = encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
    return [encoded, strict, encoded.replaceAll("%20", "+"), strict.replaceAll("%20", "+")];
  } catch {
    // A lone surrogate has no URL form.
    return [];
  }
}
