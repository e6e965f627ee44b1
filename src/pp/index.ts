export { type HighlyVariableGenesOptions, highlyVariableGenes } from "./highly-variable-genes.js";
export { type Log1pOptions, log1p } from "./log1p.js";
export { type NormalizedTotals, type NormalizeTotalOptions, normalizeTotal } from "./normalize-total.js";
export { type PcaOptions, pca } from "./pca.js";
