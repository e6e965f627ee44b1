export { checkNotebooks } from "./check-notebooks.js";
export {
  type CompareOptions,
  type CompareRules,
  compareOutputs,
  DEFAULT_RULES,
  NBVAL_RULES,
  type RuleOptions,
  rulesFor,
} from "./compare/index.js";
export type { LineChange } from "./diff/diff-lines.js";
export {
  type CellDiff,
  type DiffOptions,
  diffDocuments,
  diffNotebooks,
  type MetadataDiff,
  type NotebookDiff,
} from "./diff/diff-notebooks.js";
export { type DiffNames, type DiffReportOptions, diffReport } from "./diff/diff-report.js";
export { notebookText } from "./diff/notebook-text.js";
export { EXIT_NOT_RUN, EXIT_OK, EXIT_REGRESSION, exitCode } from "./exit-code.js";
export { type PresetName, parseSanitizeFile, type Sanitizer, type SanitizerSyntax } from "./normalise/index.js";
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
