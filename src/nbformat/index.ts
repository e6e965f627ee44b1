export { cloneJson } from "./clone-json.js";
export { compareByCodePoint } from "./code-point-order.js";
export {
  isJsonObject,
  JsonFloat,
  type JsonObject,
  type JsonValue,
  jsonFloat,
  type LargeValue,
  objectAt,
  setKey,
  stringAt,
} from "./json-value.js";
export { newCodeCell, newMarkdownCell } from "./new-cell.js";
export {
  type DisplayOutput,
  type ErrorOutput,
  isDisplayOutput,
  isErrorOutput,
  isStreamOutput,
  type StreamOutput,
} from "./output-types.js";
export { problemText } from "./problem-text.js";
export { pythonFloatRepr } from "./python-number.js";
export { readJson } from "./read-json.js";
export { type ReadNotebookOptions, readNotebook } from "./read-notebook.js";
export { splitLines } from "./split-lines.js";
export { type Cell, type CodeCell, cellTags, isCodeCell, type Notebook, type Output } from "./types.js";
export { NBFORMAT_MINOR, upgradeNotebook } from "./upgrade.js";
export { validateNotebook } from "./validate.js";
export type { NotebookProblem } from "./validate-parts.js";
export { writeJson } from "./write-json.js";
export { cellPieces, notebookPieces, notebookTextPieces, writeCell, writeNotebook } from "./write-notebook.js";
