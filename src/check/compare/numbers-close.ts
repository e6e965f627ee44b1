import type { CompareRules } from "./rules.js";

export type Tolerance = Pick<CompareRules, "rtol" | "atol">;

/** numpy's `isclose` with `equal_nan`: `|got - stored| <= atol + rtol * |stored|`. */
export function numbersClose(stored: number, got: number, { rtol, atol }: Tolerance): boolean {
  if (stored === got || (Number.isNaN(stored) && Number.isNaN(got))) return true;
  if (!Number.isFinite(stored) || !Number.isFinite(got)) return false;
  return Math.abs(got - stored) <= atol + rtol * Math.abs(stored);
}

/** Why two numbers are not close, for people. */
export function numberMessage(stored: number, got: number, { rtol, atol }: Tolerance): string {
  if (!Number.isFinite(stored) || !Number.isFinite(got)) return "no tolerance applies";
  const allowed = atol + rtol * Math.abs(stored);
  return `off by ${short(Math.abs(got - stored))}, allowed ${short(allowed)} (rtol ${rtol}, atol ${atol})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
