/** A line of a secret of several lines is looked for by itself from this length on. */
const LEAST_LINE = 8;

/** The spellings under which a secret may show up in outputs: as it is, as a literal, in HTML, in a URL, in base64. */
export function secretVariants(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const spellings = [
    value,
    json,
    // Python's repr quotes by ', other languages escape both kinds of quotes.
    json.replaceAll('\\"', '"').replaceAll("'", "\\'"),
    json.replaceAll('\\"', '"'),
    json.replaceAll("'", "\\'"),
    json.replaceAll("/", "\\/"),
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    htmlEscaped(value),
    htmlEscaped(value).replaceAll("&#39;", "&#x27;"),
    uriEncoded(value),
    Buffer.from(value, "utf8").toString("base64"),
    Buffer.from(value, "utf8").toString("base64").replace(/=+$/, ""),
    Buffer.from(value, "utf8").toString("base64url"),
    ...value.split(/\r?\n/).filter((line) => line.trim().length >= LEAST_LINE),
  ];
  // Longest first: a spelling that holds another must go as a whole.
  return [...new Set(spellings)].sort((a, b) => b.length - a.length);
}

function htmlEscaped(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function uriEncoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    // A lone surrogate has no URL form.
    return value;
  }
}
