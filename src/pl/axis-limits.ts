export type Limits = readonly [low: number, high: number];

/**
 * The axis limits matplotlib gives a scatter plot: the finite values' range with 5 % of it as margin on both sides.
 * A single value v is widened first, to v ± 5 % of |v| (0 to ± 0.05); no finite value at all gives [−0.055, 0.055].
 */
export function axisLimits(values: ArrayLike<number>, others?: ArrayLike<number>): Limits {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value) || (others !== undefined && !Number.isFinite(others[i]!))) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 0];
  if (high - low <= Math.max(Math.abs(low), Math.abs(high)) * 1e-15) {
    const widen = low === 0 && high === 0 ? 0.05 : 0.05 * Math.max(Math.abs(low), Math.abs(high));
    low -= widen;
    high += widen;
  }
  const margin = 0.05 * (high - low);
  return [low - margin, high + margin];
}
