// The package brings no types.
declare module "@bcoe/v8-coverage" {
  import type { Profiler } from "node:inspector";

  interface ProcessCov {
    result: Profiler.ScriptCoverage[];
  }

  /** Adds up the counts of processes. It changes what it gets. */
  export function mergeProcessCovs(processes: ProcessCov[]): ProcessCov;
}
