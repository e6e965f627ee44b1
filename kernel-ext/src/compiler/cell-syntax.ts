import type ts from "typescript";

type TypeScript = typeof ts;

/** True when code awaits outside of every function, `for await` and `await using` included. */
export function hasTopLevelAwait(compiler: TypeScript, source: string): boolean {
  // Without `export {}` the parser takes `await` for a name.
  const file = parse(compiler, `export {};${source}`);
  const visit = (node: ts.Node): boolean => {
    if (compiler.isAwaitExpression(node)) return true;
    if (compiler.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    if (compiler.isVariableDeclarationList(node) && isAwaitUsing(compiler, node)) return true;
    if (compiler.isFunctionLike(node) || compiler.isPropertyDeclaration(node)) return false;
    if (compiler.isClassStaticBlockDeclaration(node)) return false;
    return compiler.forEachChild(node, visit) ?? false;
  };
  return visit(file);
}

function isAwaitUsing(compiler: TypeScript, list: ts.VariableDeclarationList): boolean {
  return (list.flags & compiler.NodeFlags.BlockScoped) === compiler.NodeFlags.AwaitUsing;
}

/** `export` before a declaration means nothing in a cell; it becomes spaces, so that positions stay. */
export function withoutExportModifiers(compiler: TypeScript, source: string): string {
  if (!/\bexport\b/.test(source)) return source;
  let result = source;
  for (const statement of parse(compiler, source).statements) {
    if (!compiler.canHaveModifiers(statement)) continue;
    const modifiers = statement.modifiers ?? [];
    if (modifiers.some((modifier) => modifier.kind === compiler.SyntaxKind.DefaultKeyword)) continue;
    for (const modifier of modifiers) {
      if (modifier.kind !== compiler.SyntaxKind.ExportKeyword) continue;
      result = result.slice(0, modifier.end - 6) + " ".repeat(6) + result.slice(modifier.end);
    }
  }
  return result;
}

/** TS1160: a template literal that is not closed; tslab's own test takes it for complete. */
const UNTERMINATED_TEMPLATE = 1160;

/** Whether code can be run (`complete`), goes on in the next line, or is wrong whatever follows. */
export function syntaxState(compiler: TypeScript, source: string): "complete" | "incomplete" | "invalid" {
  const prefix = "export {};";
  const file = parse(compiler, prefix + source) as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  if (file.parseDiagnostics.some((diagnostic) => diagnostic.code === UNTERMINATED_TEMPLATE)) return "incomplete";
  const end = prefix.length + source.trimEnd().length;
  return file.parseDiagnostics.some((diagnostic) => (diagnostic.start ?? end) < end) ? "invalid" : "complete";
}

function parse(compiler: TypeScript, source: string): ts.SourceFile {
  return compiler.createSourceFile("cell.ts", source, compiler.ScriptTarget.Latest, true, compiler.ScriptKind.TS);
}
