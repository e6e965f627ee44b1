export interface BenchResult {
  readonly nnz: number;
  readonly kept: number;
  readonly variance: number;
  readonly scores: readonly [number, number];
  readonly seconds: Readonly<Record<string, number>>;
  readonly rssBytes: number;
}
export function runBench(options: {
  readonly cells: number;
  readonly genes: number;
  readonly perCell: number;
  readonly workers: number;
  readonly nTopGenes: number;
}): Promise<BenchResult>;
