import { asciiDigits } from "../core/decimal-digits.js";
import { OptionError } from "../core/errors.js";
import { lastValue, type ParsedArguments } from "./option-table.js";

/** The last value as a whole number. */
export function integerValue(parsed: ParsedArguments, key: string): number | undefined {
  const text = lastValue(parsed, key);
  if (text === undefined) return undefined;
  // As Python reads them: digits of every script, with single underscores between them.
  const digits = asciiDigits(text.trim());
  if (/^[+-]?\d+(_\d+)*$/.test(digits)) return Number(digits.replaceAll("_", ""));
  throw new OptionError({
    what: `option --${key}`,
    expected: "a whole number",
    got: JSON.stringify(text),
  });
}
