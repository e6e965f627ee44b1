import type { ParameterInfo } from "./parameter-info.js";
import { type PythonStatement, pythonStatements } from "./python-statements.js";

/**
 * The parameters that a Python cell assigns at its top level: `name[: annotation] = value  # [type: T] help`. Strings,
 * brackets and continued lines are understood; conditional and tuple assignments are no parameters.
 */
export function inspectPython(source: string): ParameterInfo[] {
  const found = new Map<string, ParameterInfo>();
  for (const statement of pythonStatements(source)) {
    const info = describe(statement);
    if (info !== undefined) found.set(info.name, info);
  }
  return [...found.values()];
}

function describe(statement: PythonStatement): ParameterInfo | undefined {
  const { text, comment, assignmentAt } = statement;
  if (assignmentAt === undefined) return undefined;
  const target = /^([\p{XID_Start}_]\p{XID_Continue}*)\s*(?::\s*([\s\S]*?)\s*)?$/u.exec(text.slice(0, assignmentAt));
  if (target === null) return undefined;
  const typed = /^type:\s*(\S*)\s*/.exec(comment);
  const help = typed === null ? comment : comment.slice(typed[0].length);
  const annotation = target[2]?.replace(/^(["'])([\s\S]*)\1$/, "$2").trim();
  return {
    name: target[1] as string,
    inferredTypeName: annotation || typed?.[1] || "None",
    default: text.slice(assignmentAt + 1).trim(),
    help: help.trim(),
  };
}
