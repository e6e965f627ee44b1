export interface BenchCase {
  readonly cells?: number;
  readonly source?: (index: number) => string;
  readonly kernel?: string;
  readonly papermill?: number;
  readonly nbclient?: number;
  readonly arguments?: readonly string[];
  readonly limitMs?: number;
  readonly shorter?: readonly [number, number];
}

export interface Measurement {
  readonly wall: number;
  readonly cpu: number;
  readonly peakBytes: number;
}

export interface MeasuredCase {
  readonly results: Readonly<Record<string, Measurement[]>>;
  readonly fileBytes: number;
}

export const CASES: Readonly<Record<string, BenchCase>>;
export function benchNotebook(spec: BenchCase): string;
export function measure(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Measurement>;
export function median(values: readonly number[]): number;
export function runCase(name: string, rounds: number, folder: string): Promise<MeasuredCase>;
export function report(name: string, measured: MeasuredCase): string;
