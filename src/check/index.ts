export { checkNotebooks } from "./check-notebooks.js";
export {
  type CompareRules,
  compareOutputs,
  DEFAULT_RULES,
  NBVAL_RULES,
  type RuleOptions,
  rulesFor,
} from "./compare/index.js";
export {
  type CellDiff,
  type DiffOptions,
  diffDocuments,
  diffNotebooks,
  type NotebookDiff,
} from "./diff/diff-notebooks.js";
export { diffReport } from "./diff/diff-report.js";
export { notebookText } from "./diff/notebook-text.js";
export { EXIT_NOT_RUN, EXIT_OK, EXIT_REGRESSION, exitCode } from "./exit-code.js";
export { parseSanitizeFile } from "./normalise/index.js";
export { type NotebookDocument, parseDocument, readDocument } from "./notebook/notebook-document.js";
export { CHECK_MODES, type CheckMode, type CheckOptions } from "./options.js";
export { findNotebooks } from "./plan/find-notebooks.js";
export * from "./report/index.js";
export { type StripOptions, stripNotebook } from "./strip/strip-notebook.js";
export { stripText } from "./strip/strip-text.js";
export type { CellStatus, CellVerdict, Difference, NotebookVerdict } from "./types.js";
export type {
  CoverageCounts,
  CoverageShare,
  CoverageSummary,
  FileCoverage,
  NotebookCoverage,
} from "./v8-coverage/types.js";
