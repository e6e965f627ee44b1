import { plainText } from "./verdict-text.js";

export interface SideBySideOptions {
  /** Characters of a line, both sides together. */
  readonly width: number;
  readonly maxLines: number;
}

/** One line of two texts beside each other. */
export interface SideBySideLine {
  readonly left: string;
  readonly right: string;
  readonly same: boolean;
}

/**
 * Two texts line by line beside each other, cut to the width. Equal lines at the start are left out but for the last one
 * before the first that differs.
 */
export function sideBySide(stored: string, got: string, options: SideBySideOptions): SideBySideLine[] {
  const column = Math.max(10, Math.floor((options.width - 3) / 2));
  const left = lines(stored);
  const right = lines(got);
  const count = Math.max(left.length, right.length);
  let first = 0;
  while (first < count && left[first] === right[first]) first++;
  const from = Math.max(0, first - 1);
  const shown: SideBySideLine[] = [];
  for (let i = from; i < Math.min(count, from + options.maxLines); i++) {
    const same = left[i] === right[i];
    const [a, b] = same ? [left[i] ?? "", right[i] ?? ""] : windowed(left[i] ?? "", right[i] ?? "", column);
    shown.push({ left: fitTo(a, column), right: fitTo(b, column), same });
  }
  if (count > from + options.maxLines) {
    const more = `… ${count - from - options.maxLines} more lines`;
    shown.push({ left: fitTo(more, column), right: "", same: true });
  }
  return shown;
}

function lines(text: string): string[] {
  return text === "" ? [] : plainText(text).replace(/\t/g, "    ").replace(/\n$/, "").split("\n");
}

/** Two lines that are longer than a column, from shortly before the first character that differs. */
function windowed(a: string, b: string, column: number): [string, string] {
  let first = 0;
  while (first < a.length && a[first] === b[first]) first++;
  if (first < column - 8) return [a, b];
  const start = Math.max(0, first - Math.floor(column / 3));
  return [`…${a.slice(start)}`, `…${b.slice(start)}`];
}

function fitTo(text: string, column: number): string {
  const characters = [...text];
  if (characters.length > column) return `${characters.slice(0, column - 1).join("")}…`;
  return text + " ".repeat(column - characters.length);
}
