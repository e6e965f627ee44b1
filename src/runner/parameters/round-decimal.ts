/**
 * The whole number nearest to `value × 10^scale`, for a value that is not negative: exact, and the even one of two that are
 * as near, as Python rounds. JavaScript's `toFixed` and the like take the greater one.
 */
export function roundScaled(value: number, scale: number): bigint {
  const [mantissa, exponent] = parts(value);
  let dividend = mantissa;
  let divisor = 1n;
  if (exponent >= 0) dividend <<= BigInt(exponent);
  else divisor <<= BigInt(-exponent);
  if (scale >= 0) dividend *= 10n ** BigInt(scale);
  else divisor *= 10n ** BigInt(-scale);
  const quotient = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** The double as `mantissa × 2^exponent`. */
function parts(value: number): [mantissa: bigint, exponent: number] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0 ? [fraction, -1074] : [fraction | 0x10000000000000n, biased - 1075];
}
