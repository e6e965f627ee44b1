import { OptionError } from "../core/index.js";
import type { ByteRange } from "./types.js";

/** Throws unless `key` is a relative `/`-separated path without empty, `.` or `..` segments. */
export function checkKey(key: string, where: string): void {
  const segments = key.split("/");
  if (segments.every((segment) => segment !== "" && segment !== "." && segment !== "..") && !/[\\\0]/.test(key)) return;
  throw new OptionError({
    what: "key",
    where,
    expected: "a relative path without empty, . or .. parts",
    got: JSON.stringify(key),
  });
}

/** Throws unless the range is `0 ≤ start ≤ end`, in whole bytes. */
export function checkRange(range: ByteRange, where: string): void {
  const { start, end } = range;
  if (Number.isSafeInteger(start) && start >= 0 && (end === undefined || (Number.isSafeInteger(end) && end >= start)))
    return;
  throw new OptionError({ what: "byte range", where, expected: "0 ≤ start ≤ end", got: `${start} to ${end}` });
}

/** Code-unit order, the order in which every store lists. */
export function compareKeys(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
