/** A colour bar's marks: where, with which text, and the power of ten taken out of the texts (0: none). */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
  readonly exponent: number;
}

// The steps that matplotlib's AutoLocator calls round, over the decades around the scale.
const STEPS = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20];

/**
 * Marks at round values within [low, high], and their labels, as matplotlib's AutoLocator and ScalarFormatter choose
 * them for a bar with room for `maxIntervals` intervals: the smallest round step that needs no more of them.
 */
export function colorbarTicks(low: number, high: number, maxIntervals = 9): Ticks {
  if (!(Number.isFinite(low) && Number.isFinite(high)) || high < low) return { values: [], labels: [], exponent: 0 };
  if (high === low) return withLabels([low], [low]);
  const scale = 10 ** Math.floor(Math.log10((high - low) / maxIntervals));
  let index = STEPS.findIndex((step) => step * scale >= (high - low) / maxIntervals);
  for (; index >= 0; index--) {
    const step = STEPS[index]! * scale;
    const around = multiples(step, low, high);
    const slack = step * 1e-10;
    const inside = around.filter((value) => value >= low - slack && value <= high + slack);
    if (inside.length >= 2 || index === 0) return withLabels(inside, around);
  }
  return withLabels([low, high], [low, high]);
}

/** The multiples of `step` from the last one at or below `low` to the first one at or above `high`. */
function multiples(step: number, low: number, high: number): number[] {
  const first = Math.floor(low / step + 1e-10);
  const last = Math.ceil(high / step - 1e-10);
  return Array.from({ length: last - first + 1 }, (_, i) => clean((first + i) * step));
}

// 3 · 0.1 = 0.30000000000000004: marks are shown and compared, so they lose the noise of their product.
function clean(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(12));
}

/** Labels with equally many decimals, as few as tell all of `around` apart; outside 10^−4 … 10^6 a power is taken out. */
function withLabels(values: number[], around: readonly number[]): Ticks {
  const largest = Math.max(...around.map(Math.abs));
  const magnitude = largest === 0 ? 0 : Math.floor(Math.log10(largest));
  const exponent = magnitude <= -5 || magnitude >= 6 ? magnitude : 0;
  const scaled = around.map((value) => value / 10 ** exponent);
  const range = Math.max(...scaled) - Math.min(...scaled) || Math.max(...scaled.map(Math.abs)) || 1;
  const tolerance = 1e-3 * 10 ** Math.floor(Math.log10(range));
  let decimals = 0;
  while (decimals < 15 && scaled.some((value) => Math.abs(Number(value.toFixed(decimals)) - value) >= tolerance))
    decimals++;
  const labels = values.map((value) => (value / 10 ** exponent).toFixed(decimals).replace(/^-/, "\u2212"));
  return { values, labels, exponent };
}
