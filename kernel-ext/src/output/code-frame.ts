/** A place in a cell and how much of the line it covers; line and column from 1. */
export interface FramePlace {
  readonly line: number;
  readonly column: number;
  readonly length?: number;
}

const LINES_AROUND = 2;

/** The lines around a place, with a caret under it. */
export function codeFrame(source: string, place: FramePlace): string[] {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, place.line - LINES_AROUND);
  const last = Math.min(lines.length, place.line + LINES_AROUND);
  const width = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1] ?? "";
    const mark = number === place.line ? ">" : " ";
    frame.push(`${mark} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number !== place.line) continue;
    // Tabs stay tabs, so that the caret stands under its place.
    const indent = text.slice(0, place.column - 1).replace(/[^\t]/g, " ");
    const length = Math.max(1, Math.min(place.length ?? 1, text.length - place.column + 1));
    frame.push(`  ${" ".repeat(width)} | ${indent}${"^".repeat(length)}`);
  }
  return frame;
}
