import type { FormatRules } from "./format-rules.js";
import { toPointerKey } from "./json-pointer.js";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.js";
import { keptItems } from "./large/kept-items.js";
import { keptAt } from "./large/large-members.js";
import { shortJson } from "./short-json.js";
import { outputProblems } from "./validate-output.js";
import {
  bundleProblems,
  isCount,
  linesProblem,
  type NotebookProblem,
  textProblem,
  unknownKeys,
} from "./validate-parts.js";

/** The rules that a cell breaks; `pointer` is its place. */
export function cellProblems(cell: JsonValue, pointer: string, rules: FormatRules): NotebookProblem[] {
  if (!isJsonObject(cell)) return [{ pointer, message: "a cell is an object" }];
  const type = cell["cell_type"];
  if (type !== "code" && type !== "markdown" && type !== "raw") {
    if (rules.future && type !== undefined) return unknownCellProblems(cell, pointer);
    const got = type === undefined ? "missing" : shortJson(type);
    return [{ pointer, message: `cell_type must be code, markdown or raw, not ${got}` }];
  }
  const code = type === "code";
  const own = code ? ["outputs", "execution_count"] : ["attachments"];
  const ids = rules.cellIds ? ["id"] : [];
  const problems: NotebookProblem[] = [];
  if (!rules.future) problems.push(...unknownKeys(cell, ["cell_type", "metadata", "source", ...ids, ...own], pointer));
  for (const key of ["metadata", "source", ...ids, ...(code ? own : [])]) {
    if (keptAt(cell, key) === undefined) problems.push({ pointer, message: `the ${type} cell has no "${key}"` });
  }
  if (rules.cellIds && cell["id"] !== undefined) problems.push(...idProblems(cell["id"], `${pointer}/id`));
  const source = keptAt(cell, "source");
  if (source !== undefined) problems.push(...linesProblem(source, `${pointer}/source`));
  if (cell["metadata"] !== undefined)
    problems.push(...metadataProblems(cell["metadata"], type, `${pointer}/metadata`, rules));
  if (code) problems.push(...codeProblems(cell, pointer, rules));
  else if (cell["attachments"] !== undefined) problems.push(...attachmentProblems(cell["attachments"], pointer, rules));
  return problems;
}

function idProblems(id: JsonValue, pointer: string): NotebookProblem[] {
  // Python's `$` also matches before a final line end, so nbformat takes such an id; 64 is its longest.
  if (typeof id === "string" && /^[a-zA-Z0-9-_]+\n?$/.test(id) && [...id].length <= 64) return [];
  return [{ pointer, message: "an id has 1 to 64 letters, digits, - or _" }];
}

function codeProblems(cell: JsonObject, pointer: string, rules: FormatRules): NotebookProblem[] {
  const problems: NotebookProblem[] = [];
  const { execution_count: count } = cell;
  const outputs = keptAt(cell, "outputs");
  if (count !== undefined && count !== null && !isCount(count))
    problems.push({ pointer: `${pointer}/execution_count`, message: "must be a whole number, 0 or more, or null" });
  if (outputs === undefined) return problems;
  const list = keptItems(outputs);
  if (list === undefined) return [...problems, { pointer: `${pointer}/outputs`, message: "must be a list" }];
  let index = 0;
  for (const output of list) problems.push(...outputProblems(output, `${pointer}/outputs/${index++}`, rules));
  return problems;
}

function attachmentProblems(attachments: JsonValue, pointer: string, rules: FormatRules): NotebookProblem[] {
  if (!isJsonObject(attachments)) return [{ pointer: `${pointer}/attachments`, message: "must be an object" }];
  return Object.keys(attachments).flatMap((name) =>
    bundleProblems(attachments[name] as JsonValue, `${pointer}/attachments/${toPointerKey(name)}`, rules),
  );
}

/** A cell of a type that a later minor version brings: only what all cells have is known of it. */
function unknownCellProblems(cell: JsonObject, pointer: string): NotebookProblem[] {
  const { cell_type: type, metadata } = cell;
  if (metadata === undefined) return [{ pointer, message: `the ${shortJson(type ?? null)} cell has no "metadata"` }];
  return isJsonObject(metadata)
    ? nameAndTagProblems(metadata, `${pointer}/metadata`)
    : [{ pointer: `${pointer}/metadata`, message: "must be an object" }];
}

function nameAndTagProblems({ name, tags }: JsonObject, pointer: string): NotebookProblem[] {
  const problems: NotebookProblem[] = [];
  // The schema's pattern ^.+$ wants one character other than a line end at the start.
  if (name !== undefined && !(typeof name === "string" && /^[^\n]+\n?$/.test(name)))
    problems.push({ pointer: `${pointer}/name`, message: "must be a non-empty string of one line" });
  if (tags !== undefined) problems.push(...tagProblems(tags, `${pointer}/tags`));
  return problems;
}

function metadataProblems(metadata: JsonValue, type: string, pointer: string, rules: FormatRules): NotebookProblem[] {
  if (!isJsonObject(metadata)) return [{ pointer, message: "must be an object" }];
  const problems = nameAndTagProblems(metadata, pointer);
  // What the schema says of keys in `jupyter` stands in a wrong place of it and counts for no validator.
  if (rules.jupyter && metadata["jupyter"] !== undefined && !isJsonObject(metadata["jupyter"]))
    problems.push({ pointer: `${pointer}/jupyter`, message: "must be an object" });
  if (type === "raw") problems.push(...textProblem(metadata, "format", pointer));
  if (type !== "code") return problems;
  const { execution, collapsed, scrolled } = metadata;
  if (rules.execution && execution !== undefined) {
    if (!isJsonObject(execution)) problems.push({ pointer: `${pointer}/execution`, message: "must be an object" });
    // The schema's pattern ^.*$ does not reach over a line end.
    else
      for (const key of Object.keys(execution).filter((each) => /^[^\n]*\n?$/.test(each)))
        problems.push(...textProblem(execution, key, `${pointer}/execution`));
  }
  if (collapsed !== undefined && typeof collapsed !== "boolean")
    problems.push({ pointer: `${pointer}/collapsed`, message: "must be true or false" });
  if (scrolled !== undefined && typeof scrolled !== "boolean" && scrolled !== "auto")
    problems.push({ pointer: `${pointer}/scrolled`, message: 'must be true, false or "auto"' });
  return problems;
}

function tagProblems(tags: JsonValue, pointer: string): NotebookProblem[] {
  if (!Array.isArray(tags)) return [{ pointer, message: "must be a list" }];
  const problems = tags.flatMap((tag, index) =>
    typeof tag === "string" && /^[^,]+$/.test(tag)
      ? []
      : [{ pointer: `${pointer}/${index}`, message: "a tag is a non-empty string without comma" }],
  );
  if (new Set(tags).size < tags.length) problems.push({ pointer, message: "tags must differ from each other" });
  return problems;
}
