import { createRequire } from "node:module";
import type TypeScript from "typescript";
import type { ParameterInfo } from "./parameter-info.js";
import { mayBeUndefined, type ParameterType, UNKNOWN_TYPE } from "./parameter-type.js";
import { declaredTypes, type TypeAliases, typeOfInitializer, typeOfNode } from "./typescript-type.js";

type Ts = typeof TypeScript;

const require = createRequire(import.meta.url);

/**
 * The parameters that a TypeScript or JavaScript cell declares at its top level, read by TypeScript's own parser: name,
 * type (declared, or inferred from the initial value), default, and the comment behind or above it as help.
 */
export async function inspectTypeScript(source: string): Promise<ParameterInfo[]> {
  // By import(), Node would read its nine megabytes twice more: for the kind of module, and for the names that it exports.
  const ts = require("typescript") as Ts;
  const file = ts.createSourceFile("parameters.ts", source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const aliases = declaredTypes(ts, file);
  const found = new Map<string, ParameterInfo>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (!ts.isIdentifier(declaration.name)) continue;
      const info = describe(ts, file, statement, declaration, aliases);
      found.set(info.name, info);
    }
  }
  const uses = namesIn(ts, file);
  return [...found.values()].map((info) =>
    info.default === "" && uses.get(info.name) === 1 && !mayBeUndefined(info.type ?? UNKNOWN_TYPE)
      ? { ...info, required: true }
      : info,
  );
}

/** How often each name stands in the source. */
function namesIn(ts: Ts, file: TypeScript.SourceFile): Map<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node)) counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return counts;
}

function describe(
  ts: Ts,
  file: TypeScript.SourceFile,
  statement: TypeScript.VariableStatement,
  declaration: TypeScript.VariableDeclaration,
  aliases: TypeAliases,
): ParameterInfo {
  const { initializer, type: annotation } = declaration;
  const type = declaredType(ts, declaration, aliases);
  return {
    name: (declaration.name as TypeScript.Identifier).text,
    inferredTypeName: annotation?.getText(file) ?? typeName(type),
    default: initializer?.getText(file) ?? "",
    help: helpOf(ts, file, statement, declaration),
    type,
    keyword: keywordOf(ts, statement.declarationList),
  };
}

function declaredType(ts: Ts, declaration: TypeScript.VariableDeclaration, aliases: TypeAliases): ParameterType {
  if (declaration.type !== undefined) return typeOfNode(ts, declaration.type, aliases);
  return declaration.initializer === undefined ? UNKNOWN_TYPE : typeOfInitializer(ts, declaration.initializer, aliases);
}

function keywordOf(ts: Ts, list: TypeScript.VariableDeclarationList): "let" | "const" | "var" {
  if (list.flags & ts.NodeFlags.Const) return "const";
  return list.flags & ts.NodeFlags.Let ? "let" : "var";
}

/** The type as TypeScript would print it; "None" for one that is not known. */
export function typeName(type: ParameterType): string {
  switch (type.kind) {
    case "unknown":
      return "None";
    case "unpassable":
      return type.name;
    case "literal":
      return typeof type.value === "bigint" ? `${type.value}n` : JSON.stringify(type.value);
    case "array": {
      const element = typeName(type.element);
      if (element === "None") return "unknown[]";
      return element.includes(" ") ? `(${element})[]` : `${element}[]`;
    }
    case "union":
      return [...new Set(type.members.map(typeName))].join(" | ");
    default:
      return type.kind;
  }
}

/** The comment on the rest of the declaration's last line, else the comment block right above a lone declaration. */
function helpOf(
  ts: Ts,
  file: TypeScript.SourceFile,
  statement: TypeScript.VariableStatement,
  declaration: TypeScript.VariableDeclaration,
): string {
  const declarations = statement.declarationList.declarations;
  const last = declarations[declarations.length - 1] === declaration;
  const trailing = commentText(
    ts,
    file,
    ts.getTrailingCommentRanges(file.text, last ? statement.end : declaration.end),
  );
  if (trailing !== "" || declarations[0] !== declaration) return trailing;
  const leading = ts.getLeadingCommentRanges(file.text, statement.pos) ?? [];
  const start = file.getLineAndCharacterOfPosition(statement.getStart(file)).line;
  return commentText(
    ts,
    file,
    leading.filter((range) => adjoins(file, leading, range, start)),
  );
}

/** True for a comment from which only comments, and no blank line, lead down to the declaration. */
function adjoins(
  file: TypeScript.SourceFile,
  ranges: readonly TypeScript.CommentRange[],
  range: TypeScript.CommentRange,
  line: number,
): boolean {
  const end = file.getLineAndCharacterOfPosition(range.end).line;
  if (line - end <= 1) {
    // A comment behind the previous statement on its own line belongs to that one.
    const before = file.text.slice(file.getPositionOfLineAndCharacter(lineOf(file, range.pos), 0), range.pos);
    return before.trim() === "";
  }
  const next = ranges.find((other) => other.pos > range.pos);
  return next !== undefined && lineOf(file, next.pos) - end <= 1 && adjoins(file, ranges, next, line);
}

function lineOf(file: TypeScript.SourceFile, position: number): number {
  return file.getLineAndCharacterOfPosition(position).line;
}

function commentText(
  ts: Ts,
  file: TypeScript.SourceFile,
  ranges: readonly TypeScript.CommentRange[] | undefined,
): string {
  return (ranges ?? [])
    .map(({ pos, end, kind }) => {
      const text = file.text.slice(pos + 2, kind === ts.SyntaxKind.MultiLineCommentTrivia ? end - 2 : end);
      return text
        .split("\n")
        .map((line) => line.replace(/^[\s*/]+/, "").trim())
        .filter((line) => line !== "")
        .join(" ");
    })
    .join(" ")
    .trim();
}
