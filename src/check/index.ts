export { checkNotebooks } from "./check-notebooks.js";
export { EXIT_NOT_RUN, EXIT_OK, EXIT_REGRESSION, exitCode } from "./exit-code.js";
export { CHECK_MODES, type CheckMode, type CheckOptions, type FileCoverage } from "./options.js";
export * from "./report/index.js";
export type { CellStatus, CellVerdict, Difference, NotebookVerdict } from "./types.js";
