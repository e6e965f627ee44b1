import { FormatError } from "./errors.js";

/** The bigint as a number, checked: converting happens once, at the border, and never loses a digit. */
export function toSafeInteger(value: bigint, what: string, where?: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new FormatError({
    what,
    ...(where === undefined ? {} : { where }),
    expected: "an integer within ±(2^53 − 1)",
    got: String(value),
  });
}
