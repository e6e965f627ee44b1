import type { FormatRules } from "./format-rules.js";
import { isJsonObject, type JsonValue } from "./json-value.js";
import { keptAt } from "./large/large-members.js";
import {
  bundleProblems,
  isCount,
  isTextList,
  linesProblem,
  type NotebookProblem,
  textProblem,
  unknownKeys,
} from "./validate-parts.js";

const KEYS: Readonly<Record<string, readonly string[]>> = {
  stream: ["name", "text"],
  display_data: ["data", "metadata"],
  execute_result: ["data", "metadata", "execution_count"],
  error: ["ename", "evalue", "traceback"],
};

/** The rules that an output of a code cell breaks. */
export function outputProblems(output: JsonValue, pointer: string, rules: FormatRules): NotebookProblem[] {
  if (!isJsonObject(output)) return [{ pointer, message: "an output is an object" }];
  const type = output["output_type"];
  if (typeof type !== "string" || !Object.hasOwn(KEYS, type)) {
    if (rules.future && type !== undefined) return [];
    return [{ pointer, message: `output_type must be one of ${Object.keys(KEYS).join(", ")}` }];
  }
  const keys = KEYS[type] as readonly string[];
  const problems = rules.future ? [] : unknownKeys(output, ["output_type", ...keys], pointer);
  for (const key of keys) {
    const value = keptAt(output, key);
    const place = `${pointer}/${key}`;
    if (value === undefined) problems.push({ pointer, message: `the ${type} output has no "${key}"` });
    else if (key === "data") problems.push(...bundleProblems(value, place, rules));
    else if (key === "text") problems.push(...linesProblem(value, place));
    else if (key === "metadata") {
      if (!isJsonObject(value)) problems.push({ pointer: place, message: "must be an object" });
    } else if (key === "execution_count") {
      if (value !== null && !isCount(value))
        problems.push({ pointer: place, message: "must be a whole number, 0 or more, or null" });
    } else if (key === "traceback") {
      if (!isTextList(value)) problems.push({ pointer: place, message: "must be a list of strings" });
    } else problems.push(...textProblem(output, key, pointer));
  }
  return problems;
}
