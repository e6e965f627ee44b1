/** A colour bar's marks: where, with which text, and the power of ten taken out of the texts (0: none). */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
  readonly exponent: number;
}

// Steps of matplotlib's AutoLocator, for one decade below and above the scale.
const STEPS = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20];

/** At most `maxIntervals` + 1 round values within [low, high], with labels as matplotlib's ScalarFormatter writes them. */
export function colorbarTicks(low: number, high: number, maxIntervals = 9): Ticks {
  if (!(Number.isFinite(low) && Number.isFinite(high))) return { values: [], labels: [], exponent: 0 };
  if (!(high > low)) return label([low], low, low);
  const scale = 10 ** Math.floor(Math.log10((high - low) / maxIntervals));
  const tolerance = (high - low) * 1e-10;
  let step = scale * 20;
  for (const factor of STEPS) {
    const intervals =
      Math.ceil((high - tolerance) / (factor * scale)) - Math.floor((low + tolerance) / (factor * scale));
    if ((high - low) / (factor * scale) <= maxIntervals && intervals <= maxIntervals + 1) {
      step = factor * scale;
      break;
    }
  }
  const values: number[] = [];
  for (let k = Math.ceil((low - tolerance) / step); k * step <= high + tolerance; k++) {
    values.push(k === 0 ? 0 : Number((k * step).toPrecision(12)));
  }
  return label(values, low, high, step);
}

/** Equal numbers of decimals for all; from 10^6 on or up to 10^−5 a common power of ten is taken out. */
function label(values: number[], low: number, high: number, step = 0): Ticks {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const magnitude = largest === 0 ? 0 : Math.floor(Math.log10(largest));
  const exponent = magnitude <= -5 || magnitude >= 6 ? magnitude : 0;
  const unit = 10 ** exponent;
  let decimals = 0;
  const spread = step === 0 ? values.map((value) => value / unit) : [step / unit, (values[0] ?? 0) / unit];
  while (decimals < 12 && spread.some((value) => Math.abs(round(value, decimals) - value) > 1e-9 * Math.abs(value)))
    decimals++;
  // matplotlib writes U+2212 for the minus sign.
  const labels = values.map((value) => (value / unit).toFixed(decimals).replace("-", "\u2212"));
  return { values, labels, exponent };
}

function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
