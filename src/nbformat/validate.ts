import { type FormatRules, rulesOf } from "./format-rules.js";
import { isJsonObject, type JsonValue } from "./json-value.js";
import { cellProblems } from "./validate-cell.js";
import { isCount, type NotebookProblem, textProblem, unknownKeys } from "./validate-parts.js";

/** All rules of format 4 that the notebook breaks (as it stands in memory or in a file); empty if it is valid. */
export function validateNotebook(notebook: JsonValue): NotebookProblem[] {
  if (!isJsonObject(notebook)) return [{ pointer: "", message: "a notebook is an object" }];
  const minor = notebook["nbformat_minor"];
  const problems: NotebookProblem[] = [];
  if (notebook["nbformat"] !== 4) problems.push({ pointer: "/nbformat", message: "must be 4" });
  if (!isCount(minor)) problems.push({ pointer: "/nbformat_minor", message: "must be a whole number, 0 or more" });
  const rules = rulesOf(typeof minor === "number" || typeof minor === "bigint" ? Number(minor) : 0);
  for (const key of ["metadata", "cells"]) {
    if (notebook[key] === undefined) problems.push({ pointer: "", message: `"${key}" is missing` });
  }
  if (!rules.future) problems.push(...unknownKeys(notebook, ["metadata", "nbformat", "nbformat_minor", "cells"], ""));
  if (notebook["metadata"] !== undefined) problems.push(...metadataProblems(notebook["metadata"], rules));
  if (notebook["cells"] === undefined) return problems;
  if (!Array.isArray(notebook["cells"])) return [...problems, { pointer: "/cells", message: "must be a list" }];
  const ids = new Map<string, number>();
  notebook["cells"].forEach((cell, index) => {
    problems.push(...cellProblems(cell, `/cells/${index}`, rules));
    const id = isJsonObject(cell) ? cell["id"] : undefined;
    if (typeof id !== "string" || !rules.cellIds) return;
    const first = ids.get(id);
    if (first === undefined) ids.set(id, index);
    else problems.push({ pointer: `/cells/${index}/id`, message: `the id "${id}" is also that of cell ${first + 1}` });
  });
  return problems;
}

function metadataProblems(metadata: JsonValue, rules: FormatRules): NotebookProblem[] {
  if (!isJsonObject(metadata)) return [{ pointer: "/metadata", message: "must be an object" }];
  const problems: NotebookProblem[] = [];
  const { kernelspec, language_info, orig_nbformat, authors } = metadata;
  if (kernelspec !== undefined) {
    const pointer = "/metadata/kernelspec";
    if (!isJsonObject(kernelspec)) problems.push({ pointer, message: "must be an object" });
    else for (const key of ["name", "display_name"]) problems.push(...textProblem(kernelspec, key, pointer, true));
  }
  if (language_info !== undefined) {
    const pointer = "/metadata/language_info";
    if (!isJsonObject(language_info)) problems.push({ pointer, message: "must be an object" });
    else {
      problems.push(...textProblem(language_info, "name", pointer, true));
      for (const key of ["file_extension", "mimetype", "pygments_lexer"])
        problems.push(...textProblem(language_info, key, pointer));
      const mode = language_info["codemirror_mode"];
      if (mode !== undefined && typeof mode !== "string" && !isJsonObject(mode))
        problems.push({ pointer: `${pointer}/codemirror_mode`, message: "must be a string or an object" });
    }
  }
  if (orig_nbformat !== undefined && !(isCount(orig_nbformat) && Number(orig_nbformat as number) >= 1))
    problems.push({ pointer: "/metadata/orig_nbformat", message: "must be a whole number, 1 or more" });
  if (!rules.titles) return problems;
  problems.push(...textProblem(metadata, "title", "/metadata"));
  if (authors !== undefined && !Array.isArray(authors))
    problems.push({ pointer: "/metadata/authors", message: "must be a list" });
  return problems;
}
