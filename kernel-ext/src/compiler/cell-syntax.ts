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

/** True when the code has a syntax error that more text after it could not mend. */
export function isInvalidSyntax(compiler: TypeScript, source: string): boolean {
  const file = parse(compiler, `export {};${source}`) as unknown as {
    readonly parseDiagnostics: ts.DiagnosticWithLocation[];
  };
  return file.parseDiagnostics.some((diagnostic) => diagnostic.start < source.trimEnd().length + 10);
}

function parse(compiler: TypeScript, source: string): ts.SourceFile {
  return compiler.createSourceFile("cell.ts", source, compiler.ScriptTarget.Latest, true, compiler.ScriptKind.TS);
}
