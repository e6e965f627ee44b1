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

// Chinese, Japanese, Korean and pictures take two columns of a terminal, marks that join a character none.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const JOINING = /^[\p{Mn}\p{Me}\u200d]$/u;

function fitTo(text: string, column: number): string {
  let width = 0;
  let length = 0;
  let kept = "";
  let keptWidth = 0;
  for (const character of text) {
    width += WIDE.test(character) ? 2 : JOINING.test(character) ? 0 : 1;
    length += character.length;
    if (width > column) return `${kept}…${" ".repeat(column - 1 - keptWidth)}`;
    if (width < column) {
      kept = text.slice(0, length);
      keptWidth = width;
    }
  }
  return text + " ".repeat(column - width);
}
