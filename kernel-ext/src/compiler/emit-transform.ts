import type ts from "typescript";

type TypeScript = typeof ts;

/** Name of the kernel's object that generated code calls; see runtime/hooks.ts. */
export const HOOKS: string = "__cellmill__";

/**
 * Rewrites a cell before it is emitted. Working on the syntax tree keeps all positions:
 * - `{x}` with an `x` of an earlier cell becomes `{x: exports.x}`: tslab's own pass overlooks shorthand properties;
 * - a top-level `await p` becomes `hooks.resumed(await p)`, which stops a cell that was interrupted meanwhile;
 * - after a top-level `using`, whose emit moves the cell into a block, the last expression is handed over by a call;
 * - `import(name)` of a package becomes `hooks.importModule(name)`: a real import, as vm scripts cannot have one.
 */
export function cellTransformer(
  compiler: TypeScript,
  checker: ts.TypeChecker,
  run: number,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = compiler;
  const hook = (name: string): ts.Expression =>
    factory.createPropertyAccessExpression(factory.createIdentifier(HOOKS), name);

  const isOfEarlierCell = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some((declaration) => declaration.getSourceFile().fileName.endsWith("/__prev__.d.ts")) ??
    false;

  return (context) => {
    const visit = (node: ts.Node, nested: boolean): ts.Node => {
      const inside = nested || compiler.isFunctionLike(node) || compiler.isClassStaticBlockDeclaration(node);
      const visitChildren = <T extends ts.Node>(parent: T): T =>
        compiler.visitEachChild(parent, (child) => visit(child, inside), context);

      if (compiler.isShorthandPropertyAssignment(node)) {
        const symbol = checker.getShorthandAssignmentValueSymbol(node);
        if (!isOfEarlierCell(symbol)) return visitChildren(node);
        const earlier = compiler.setTextRange(
          factory.createPropertyAccessExpression(factory.createIdentifier("exports"), node.name.text),
          node.name,
        );
        const initial = node.objectAssignmentInitializer;
        const value = initial ? factory.createAssignment(earlier, visit(initial, inside) as ts.Expression) : earlier;
        return compiler.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
      }
      if (!nested && compiler.isAwaitExpression(node)) {
        const call = factory.createCallExpression(hook("resumed"), undefined, [
          factory.createNumericLiteral(run),
          visitChildren(node),
        ]);
        return compiler.setTextRange(call, node);
      }
      if (
        compiler.isCallExpression(node) &&
        node.expression.kind === compiler.SyntaxKind.ImportKeyword &&
        !isRelative(compiler, node.arguments[0])
      ) {
        const args = node.arguments.map((argument) => visit(argument, inside) as ts.Expression);
        return compiler.setTextRange(factory.createCallExpression(hook("importModule"), undefined, args), node);
      }
      return visitChildren(node);
    };
    return (file) => {
      if (!file.fileName.endsWith("/__tslab__.ts")) return file;
      const visited = visit(file, false) as ts.SourceFile;
      return hasTopLevelUsing(compiler, file) ? withResultCall(compiler, visited, hook("result")) : visited;
    };
  };
}

/** Local modules stay with tslab's `require`, which compiles TypeScript. */
function isRelative(compiler: TypeScript, specifier: ts.Expression | undefined): boolean {
  return specifier !== undefined && compiler.isStringLiteralLike(specifier) && /^\.{0,2}\//.test(specifier.text);
}

function hasTopLevelUsing(compiler: TypeScript, file: ts.SourceFile): boolean {
  const { BlockScoped, Using, AwaitUsing } = compiler.NodeFlags;
  return file.statements.some((statement) => {
    if (!compiler.isVariableStatement(statement)) return false;
    const kind = statement.declarationList.flags & BlockScoped;
    return kind === Using || kind === AwaitUsing;
  });
}

/** The file with its last expression statement, if it ends in one, as argument of `call`. */
function withResultCall(compiler: TypeScript, file: ts.SourceFile, call: ts.Expression): ts.SourceFile {
  const { factory } = compiler;
  const statements = [...file.statements];
  // tslab puts an export declaration at the end.
  const index = statements.findLastIndex((statement) => !compiler.isExportDeclaration(statement));
  const last = statements[index];
  if (last === undefined || !compiler.isExpressionStatement(last)) return file;
  const statement = factory.createExpressionStatement(factory.createCallExpression(call, undefined, [last.expression]));
  statements[index] = compiler.setTextRange(statement, last);
  return factory.updateSourceFile(file, statements);
}
