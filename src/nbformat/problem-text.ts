import { fromPointerKey } from "./json-pointer.js";
import type { NotebookProblem } from "./validate-parts.js";

/** Lists whose items people count from 1, by the name of one item. */
const ITEMS: Readonly<Record<string, string>> = { cells: "cell", outputs: "output" };

/** The problem in words: `cell 3, output 1, data, text/plain: must be a string or a list of strings`. */
export function problemText({ pointer, message }: NotebookProblem): string {
  const keys = pointer.split("/").slice(1).map(fromPointerKey);
  const words: string[] = [];
  for (let i = 0; i < keys.length; i++) {
    const [key, next] = [keys[i] as string, keys[i + 1] ?? ""];
    const item = Object.hasOwn(ITEMS, key) && /^\d+$/.test(next) ? ITEMS[key] : undefined;
    words.push(item === undefined ? key : `${item} ${Number(next) + 1}`);
    if (item !== undefined) i++;
  }
  return words.length === 0 ? message : `${words.join(", ")}: ${message}`;
}
