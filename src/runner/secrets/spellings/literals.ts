/**
 * What may stand between the quotes of a literal for the value: as JSON, JavaScript and Python write it, with either
 * quote or both escaped, with characters or with escapes for all that is not ASCII, and as Python writes its bytes.
 */
export function literalSpellings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const doubleEscaped = json.replaceAll('\\"', '"');
  const quoted = [json, doubleEscaped, doubleEscaped.replaceAll("'", "\\'"), json.replaceAll("'", "\\'")];
  const all = [...quoted, json.replaceAll("/", "\\/")];
  const spellings = all.flatMap((literal) => [literal, unicodeEscaped(literal)]);
  const python = quoted.map(pythonControls);
  return [
    ...new Set([
      ...spellings,
      ...python,
      ...python.map(pythonEscaped),
      // Bytes show each byte of a character.
      ...python.map((literal) => pythonEscaped(Buffer.from(literal, "utf8").toString("latin1"))),
    ]),
  ];
}

/** The value between the quotes of a JSON text. */
export function jsonSpellings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  return [json, unicodeEscaped(json)];
}

/** Python has no `\b` and `\f` in what it writes, and two digits for the other control characters. */
function pythonControls(literal: string): string {
  return literal.replace(/\\(?:\\|b|f|u00([0-9a-f]{2}))/g, (whole, digits?: string) => {
    if (whole === "\\\\") return whole;
    if (whole === "\\b") return "\\x08";
    return whole === "\\f" ? "\\x0c" : `\\x${digits}`;
  });
}

// Python's JSON escapes all that is not ASCII.
function unicodeEscaped(literal: string): string {
  return literal.replace(/[\u0080-\uffff]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
}

// Python's ascii().
function pythonEscaped(literal: string): string {
  return literal.replace(/[\u0080-\u{10ffff}]/gu, (character) => {
    const code = character.codePointAt(0) as number;
    if (code < 0x100) return `\\x${hex(code, 2)}`;
    return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
