import type { SyntaxNode } from "@lezer/common";
import type { ParameterInfo } from "./parameter-info.js";
import { children, parsePython, singleLine, textOf } from "./python-source.js";
import { annotationText, typeOfAnnotation } from "./python-type.js";

/**
 * A cell that IPython hands to another language or process, or writes somewhere: it assigns nothing in the notebook's Python. Cells
 * of magics that are not known here, such as `%%time`, are Python.
 */
const FOREIGN_CELL =
  /^\s*%%(?:bash|sh|script|cmd|perl|pypy|python[23]?|ruby|sx|system|!|html|HTML|javascript|js|latex|markdown|svg|SVG|writefile|file|R|sql|cython)(?=\s|$)/;

/**
 * The parameters that a Python cell assigns at its top level, read by a parser: `name[: annotation] = value  # [type: T]
 * help`. A name that is annotated only has no default. Conditional and tuple assignments are no parameters.
 */
export async function inspectPython(source: string): Promise<ParameterInfo[]> {
  if (FOREIGN_CELL.test(source)) return [];
  const { parser } = await import("@lezer/python");
  const script = parsePython(parser, source);
  const found = new Map<string, ParameterInfo>();
  for (const statement of topLevel(script)) {
    if (statement.name !== "AssignStatement") continue;
    for (const info of describe(statement, source, (text) => parsePython(parser, text))) {
      // An annotation alone changes no value.
      if (info.default !== "" || !found.has(info.name)) found.set(info.name, info);
    }
  }
  const uses = namesIn(script, source);
  return [...found.values()].map((info) =>
    info.default === "" && uses.get(info.name) === 1 ? { ...info, required: true } : info,
  );
}

/** How often each name stands in the source. */
function namesIn(script: SyntaxNode, source: string): Map<string, number> {
  const counts = new Map<string, number>();
  script.cursor().iterate((node) => {
    if (node.name !== "VariableName") return;
    const name = textOf(node, source);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return counts;
}

function topLevel(script: SyntaxNode): SyntaxNode[] {
  // Statements with semicolons between them are a group.
  return children(script).flatMap((node) => (node.name === "StatementGroup" ? children(node) : [node]));
}

/** One parameter for each name that the statement assigns to: `a = b = 1` has two. */
function describe(statement: SyntaxNode, source: string, parse: (text: string) => SyntaxNode): ParameterInfo[] {
  const parts = children(statement);
  const lastSign = parts.findLastIndex(({ name }) => name === "AssignOp");
  const initial = lastSign < 0 ? "" : singleLine(statement, source, parts[lastSign]!.to);
  const { typed, help } = commentBehind(source, statement.to);
  return targets(lastSign < 0 ? parts : parts.slice(0, lastSign)).flatMap((target) => {
    const [name, definition, ...more] = target;
    if (name?.name !== "VariableName" || more.length > 0) return [];
    if (definition !== undefined && definition.name !== "TypeDef") return [];
    const annotation =
      definition === undefined ? undefined : annotationText(singleLine(definition, source, definition.from + 1));
    const type = annotation || typed;
    return {
      name: textOf(name, source),
      inferredTypeName: type || "None",
      default: initial,
      help,
      ...(type ? { type: typeOfAnnotation(type, parse) } : {}),
    };
  });
}

/** What stands before each sign of assignment. */
function targets(parts: readonly SyntaxNode[]): SyntaxNode[][] {
  const all: SyntaxNode[][] = [[]];
  for (const part of parts) {
    if (part.name === "AssignOp") all.push([]);
    else all.at(-1)!.push(part);
  }
  return all;
}

/** The comment on the rest of the line: a type, up to the space that is in no brackets, and help. */
function commentBehind(source: string, end: number): { typed: string | undefined; help: string } {
  const comment = /^[ \t;]*#([^\r\n]*)/.exec(source.slice(end))?.[1]?.trim() ?? "";
  const rest = /^type:\s*(.*)/.exec(comment)?.[1];
  if (rest === undefined) return { typed: undefined, help: comment };
  const length = typeLength(rest);
  return { typed: rest.slice(0, length), help: rest.slice(length).trim() };
}

/** How far a type reaches; to the first space where its brackets are not closed. */
function typeLength(text: string): number {
  let depth = 0;
  for (const { 0: sign, index } of text.matchAll(/[[(\])]|\s/g)) {
    if (sign === "[" || sign === "(") depth++;
    else if (sign === "]" || sign === ")") depth--;
    else if (depth <= 0) return index;
  }
  return depth > 0 ? text.search(/\s|$/) : text.length;
}
