import { nearestNames, ParameterError } from "../../core/index.js";
import type { Parameters, ParameterValue } from "../parameters/value.js";
import type { ParameterInfo } from "./parameter-info.js";
import { describeParameter, fitsType, type ParameterType } from "./parameter-type.js";

/** Names that the runner itself may inject; no notebook needs to declare them. */
const PATH_PARAMETERS: ReadonlySet<string> = new Set(["PAPERMILL_INPUT_PATH", "PAPERMILL_OUTPUT_PATH"]);

/** Names among the parameters that the notebook does not declare. */
export function unknownNames(parameters: Parameters, declared: readonly ParameterInfo[]): string[] {
  const known = new Set(declared.map((info) => info.name));
  return [...parameters.keys()].filter((name) => !known.has(name));
}

/** Throws a ParameterError that lists what the notebook declares, if a name, type or missing value is wrong. */
export function checkParameters(parameters: Parameters, declared: readonly ParameterInfo[], where: string): void {
  const problems: string[] = [];
  const names: string[] = [];
  const known = declared.map((info) => info.name);
  for (const name of unknownNames(parameters, declared)) {
    if (PATH_PARAMETERS.has(name)) continue;
    const near = nearestNames(name, known);
    names.push(name);
    problems.push(`unknown parameter "${name}"${near.length > 0 ? ` (did you mean ${near.join(", ")}?)` : ""}`);
  }
  for (const info of declared) {
    const value = parameters.get(info.name);
    if (value !== undefined) {
      const wrong = typeProblems(info, value);
      if (wrong.length > 0) names.push(info.name);
      problems.push(...wrong);
    } else if (info.required) problems.push(`parameter "${info.name}" has no default and was not given`);
  }
  if (problems.length === 0) return;
  throw new ParameterError({
    what: problems.join("; "),
    where,
    hint: `${declared.length === 0 ? "The notebook declares no parameters." : `Parameters of the notebook:\n${parameterTable(declared)}`}`,
    names,
  });
}

function typeProblems(info: ParameterInfo, value: ParameterValue): string[] {
  if (info.type === undefined || fitsType(value, info.type)) return [];
  const advice = spellingAdvice(value, info.type);
  return [
    `parameter "${info.name}" must be ${info.inferredTypeName}, got ${describeParameter(value)}${advice === "" ? "" : ` (${advice})`}`,
  ];
}

// Papermill's coercion knows Python's words only, and types all that looks like a number.
function spellingAdvice(value: ParameterValue, type: ParameterType): string {
  if (value === "true" || value === "false")
    return fitsType(true, type) ? `write ${value === "true" ? "True" : "False"}, as papermill does` : "";
  if (value === "null" || value === "undefined") return fitsType(null, type) ? "write None, as papermill does" : "";
  if (isUnpassable(type)) return "no parameter can be one: declare text or a number, and make it of that";
  return typeof value !== "string" && fitsType("", type) ? "use -r to pass it as text" : "";
}

/** True if all that the type takes, but for nothing, is made by code only. */
function isUnpassable(type: ParameterType): boolean {
  if (type.kind !== "union") return type.kind === "unpassable";
  const some = type.members.filter(({ kind }) => kind !== "null" && kind !== "undefined");
  return some.length > 0 && some.every(isUnpassable);
}

/** One line per parameter: name, type, default, help. */
export function parameterTable(declared: readonly ParameterInfo[]): string {
  return declared
    .map((info) => {
      const type = info.inferredTypeName === "None" ? "Unknown type" : info.inferredTypeName;
      const initial = info.default === "" ? "" : ` (default ${info.default})`;
      return `  ${info.name}: ${type}${initial}${info.help === "" ? "" : `  ${info.help}`}`;
    })
    .join("\n");
}
