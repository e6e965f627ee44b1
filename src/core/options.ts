import { OptionError } from "./errors.js";
import { nearestNames } from "./nearest-names.js";

/** Throws an `OptionError` if `rest` (what is left after destructuring the known options) has a key. */
export function rejectUnknown(rest: object, where: string, known: readonly string[]): void {
  const unknown = Object.keys(rest)[0];
  if (unknown === undefined) return;
  const near = nearestNames(unknown, known);
  throw new OptionError({
    what: `unknown option "${unknown}"`,
    where,
    hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : `Known options: ${known.join(", ")}`,
  });
}

/** Throws an `OptionError` that names the option, what it must be and what came, unless `ok`. */
export function checkOption(ok: boolean, where: string, name: string, expected: string, got: unknown): void {
  if (!ok) throw new OptionError({ what: `option ${name}`, where, expected, got: describeValue(got) });
}

/** A short text for a value in an error message. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name} of ${(value as unknown as ArrayLike<number>).length}`;
  if (typeof value === "object" && value !== null) return value.constructor?.name ?? "object";
  return String(value);
}
