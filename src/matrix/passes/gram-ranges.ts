/** Rows `[start, end)` of the Gram matrix: one task. */
export interface GramRange {
  readonly start: number;
  readonly end: number;
}

/** How many of the densest columns the Gram kernel treats as dense; a multiple of 32. */
export function headSize(k: number): number {
  return k < 64 ? 32 : k < 512 ? 64 : 128;
}

// Every range scans all values once, so few ranges waste less; two for each worker even out wrong estimates.
const RANGES_PER_WORKER = 2;

/**
 * Cuts the rows of the lower triangle into ranges of about equal work. `counts` are the columns' entries: row g costs its
 * entries times (the head, dense, eight at a time, and the tail columns before g that its rows have on average).
 * Any cut gives the same bits, so it may follow the number of workers.
 */
export function gramRanges(counts: Float64Array, head: number, workers: number): GramRange[] {
  const k = counts.length;
  const dense = Math.min(head, k);
  const rows = Math.max(1, ...counts.subarray(0, dense));
  const cost = new Float64Array(k);
  cost[dense - 1] = (rows * dense * dense) / 16;
  let before = 0;
  for (let g = dense; g < k; g++) {
    before += counts[g]! / rows;
    cost[g] = counts[g]! * (head / 8 + before) + g;
  }
  const total = cost.reduce((sum, value) => sum + value, 0);
  const share = total / Math.max(1, RANGES_PER_WORKER * workers);
  const ranges: GramRange[] = [];
  let start = 0;
  let sum = 0;
  for (let g = 0; g < k; g++) {
    sum += cost[g]!;
    const isLast = g === k - 1;
    if (!isLast && (g < dense - 1 || sum < share)) continue;
    ranges.push({ start, end: g + 1 });
    start = g + 1;
    sum = 0;
  }
  return ranges;
}
