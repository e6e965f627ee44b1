import { JsonFloat, type JsonValue } from "../../../nbformat/index.js";
import { type CompareContext, collectDifferences, type Place } from "../context.js";
import { excerpt } from "../excerpt.js";
import { numberMessage, numbersClose } from "../numbers-close.js";
import type { CompareRules } from "../rules.js";
import { compareText } from "../text/compare-text.js";

/** A value without parts. */
export type Scalar = null | boolean | number | bigint | string | JsonFloat;

export function isScalar(value: JsonValue | undefined): value is Scalar {
  return value === null || typeof value !== "object" || value instanceof JsonFloat;
}

/** Why two scalars differ, or "" if they do not. Texts are normalised, numbers compared within the tolerance. */
export function scalarMessage(stored: Scalar, got: Scalar, place: Place, context: CompareContext): string {
  if (stored === got) return "";
  const a = toNumber(stored);
  const b = toNumber(got);
  if (a !== undefined && b !== undefined) return numbersMessage(a, b, stored, got, context.rules);
  if (typeof stored === "string" && typeof got === "string") return textMessage(stored, got, place, context);
  return `${brief(stored)} became ${brief(got)}`;
}

function toNumber(value: Scalar): number | bigint | undefined {
  if (value instanceof JsonFloat) return value.value;
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

function numbersMessage(
  a: number | bigint,
  b: number | bigint,
  stored: Scalar,
  got: Scalar,
  rules: CompareRules,
): string {
  // Compares exactly also across bigint and number.
  // biome-ignore lint/suspicious/noDoubleEquals: only == compares a bigint with a number
  if (a == b) return "";
  const what = `${brief(stored)} became ${brief(got)}`;
  const whole = (value: Scalar): boolean => typeof value === "bigint" || Number.isInteger(value);
  if (rules.exactIntegers && whole(stored) && whole(got)) return `${what}: whole numbers are exact`;
  const [left, right] = [Number(a), Number(b)];
  // Whole numbers beyond the doubles, or two neighbours that round to one double without any tolerance.
  const isExact = rules.rtol === 0 && rules.atol === 0;
  if (isExact && (typeof a === "bigint" || typeof b === "bigint")) return `${what}: no tolerance is set`;
  if (!Number.isFinite(left) && left === right) return `${what}: too large for a tolerance`;
  return numbersClose(left, right, rules) ? "" : `${what}: ${numberMessage(left, right, rules)}`;
}

function textMessage(stored: string, got: string, place: Place, context: CompareContext): string {
  const a = context.normalise(stored, place.path);
  const b = context.normalise(got, place.path);
  if (a === b) return "";
  const first = collectDifferences({ ...context.rules, maxDifferences: 1 }, context.normalise);
  compareText(a, b, place, first);
  const difference = first.differences[0];
  if (difference === undefined) return "";
  return `${brief(a)} became ${brief(b)}${/: (?:off by|whole|too large|too small|zeros)/.test(difference.message) ? ` (${difference.message})` : ""}`;
}

function brief(value: Scalar): string {
  return typeof value === "string" ? JSON.stringify(excerpt(value, 60)) : excerpt(value, 60);
}
