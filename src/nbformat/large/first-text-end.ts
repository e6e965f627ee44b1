import type { LargeTextList } from "./large-value.js";

/** The last character of the first text of a list, which need not be read for it; "" if there is none. */
export function firstTextEnd(list: LargeTextList): string {
  let last = "";
  let inside = false;
  let escaped = false;
  for (const piece of list.pieces(0)) {
    for (const unit of piece) {
      if (!inside) inside = unit === '"';
      else if (escaped) {
        last = JSON.parse(`"${SHORT.has(unit) ? `\\${unit}` : "?"}"`) as string;
        escaped = false;
      } else if (unit === '"') return last;
      else if (unit === "\\") escaped = true;
      else last = unit;
    }
  }
  return last;
}

/** What stands for one character behind a backslash. */
const SHORT = new Set('"\\/bfnrt');
