/** The lines of a text with their ends, split where Python's `str.splitlines(True)` splits; `""` gives no line. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEndAfter(text, start);
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** Where the line that begins at `start` ends, its line end included. */
export function lineEndAfter(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isLineEnd(code)) return code === 0x0d && text.charCodeAt(i + 1) === 0x0a ? i + 2 : i + 1;
  }
  return text.length;
}

/** A line that `splitLines` gave, without its end. */
export function withoutLineEnd(line: string): string {
  if (line.endsWith("\r\n")) return line.slice(0, -2);
  return line !== "" && isLineEnd(line.charCodeAt(line.length - 1)) ? line.slice(0, -1) : line;
}

// \n \v \f \r, the separators FS, GS, RS, NEL, and Unicode's line and paragraph separators.
export function isLineEnd(code: number): boolean {
  return (
    (code >= 0x0a && code <= 0x0d) ||
    (code >= 0x1c && code <= 0x1e) ||
    code === 0x85 ||
    code === 0x2028 ||
    code === 0x2029
  );
}
