export { type BatchListener, BatchState, type RunRow } from "./batch-state.js";
export { expandGrid, type Grid, parseGridOption } from "./expand-grid.js";
export { LiveTable, type TableTarget } from "./live-table.js";
export { parameterSetsFromYaml } from "./parameter-sets.js";
export { type BatchRequest, type BatchRun, planBatch } from "./plan-batch.js";
export { type BatchOptions, type BatchResult, runBatch } from "./run-batch.js";
export type { RunStatus } from "./run-outcome.js";
export { batchSummary } from "./summary.js";
export { checkSummary, summaryPaths, writeSummary } from "./write-summary.js";
