/** The lines of a text with their ends, split where Python's `str.splitlines(True)` splits; `""` gives no line. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isLineEnd(code)) continue;
    if (code === 0x0d && text.charCodeAt(i + 1) === 0x0a) i++;
    lines.push(text.slice(start, i + 1));
    start = i + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** A line that `splitLines` gave, without its end. */
export function withoutLineEnd(line: string): string {
  if (line.endsWith("\r\n")) return line.slice(0, -2);
  return line !== "" && isLineEnd(line.charCodeAt(line.length - 1)) ? line.slice(0, -1) : line;
}

// \n \v \f \r, the separators FS, GS, RS, NEL, and Unicode's line and paragraph separators.
function isLineEnd(code: number): boolean {
  return (
    (code >= 0x0a && code <= 0x0d) ||
    (code >= 0x1c && code <= 0x1e) ||
    code === 0x85 ||
    code === 0x2028 ||
    code === 0x2029
  );
}
