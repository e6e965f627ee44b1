import { OptionError } from "./errors.js";

const UNITS = new Map([
  ["", 1],
  ["b", 1],
  ["kb", 1e3],
  ["mb", 1e6],
  ["gb", 1e9],
  ["tb", 1e12],
  ["kib", 2 ** 10],
  ["mib", 2 ** 20],
  ["gib", 2 ** 30],
  ["tib", 2 ** 40],
]);

/** Bytes for a size such as `"2GiB"`, `"20MB"` or a number of bytes, as Dask reads them. */
export function parseByteSize(size: string | number, where: string): number {
  if (typeof size === "number") {
    if (Number.isFinite(size) && size >= 0) return Math.floor(size);
  } else {
    const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(size);
    const unit = match === null ? undefined : UNITS.get(match[2]!.toLowerCase());
    if (match !== null && unit !== undefined) return Math.floor(Number(match[1]) * unit);
  }
  throw new OptionError({
    what: "byte size",
    where,
    expected: 'a size such as "2GiB" or "20MB"',
    got: JSON.stringify(size),
  });
}

/** A size for people, in binary units with two decimals: `1.50 GiB`. */
export function formatByteSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(2)} ${units[unit]}`;
}
