import type ts from "typescript";

type TypeScript = typeof ts;

/** Internals of TypeScript 5.9 that completion and hover need. */
interface Internals {
  readonly Completions: { getCompletionsAtPosition(host: object, ...rest: unknown[]): unknown };
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      container: ts.Node | undefined,
      node: ts.Node,
    ): object;
  };
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  getContainerNode(node: ts.Node): ts.Node | undefined;
  typeToDisplayParts(checker: ts.TypeChecker, type: ts.Type, enclosing: ts.Node | undefined): ts.SymbolDisplayPart[];
}

/** Completion as tslab calls it: without a language service host. */
export function completionsForTslab(compiler: TypeScript): unknown {
  const { Completions } = compiler as unknown as Internals;
  return (host: object, program: ts.Program, ...rest: unknown[]) => {
    const fullHost = {
      ...host,
      getCompilationSettings: () => program.getCompilerOptions(),
      getPackageJsonAutoImportProvider: () => undefined,
      getGlobalTypingsCacheLocation: () => undefined,
      fileExists: compiler.sys.fileExists,
      readFile: compiler.sys.readFile,
      readDirectory: compiler.sys.readDirectory,
      directoryExists: compiler.sys.directoryExists,
      getDirectories: compiler.sys.getDirectories,
      getCurrentDirectory: () => program.getCurrentDirectory(),
    };
    return Completions.getCompletionsAtPosition(fullHost, program, ...rest);
  };
}

/** Type, documentation and kind of what stands at a position. */
export function quickInfoForTslab(compiler: TypeScript): unknown {
  const internals = compiler as unknown as Internals;
  return (file: ts.SourceFile, checker: ts.TypeChecker, _token: unknown, position: number): object | undefined => {
    const node = internals.getTouchingPropertyName(file, position);
    if (node === (file as ts.Node)) return undefined;
    const start = node.getStart(file);
    const textSpan = { start, length: node.end - start };
    const symbol = checker.getSymbolAtLocation(node);
    if (symbol !== undefined) {
      const container = internals.getContainerNode(node);
      const parts = internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
        checker,
        symbol,
        file,
        container,
        node,
      );
      return { ...parts, textSpan };
    }
    const type = compiler.isExpression(node) ? checker.getTypeAtLocation(node) : undefined;
    if (type === undefined || (type.flags & compiler.TypeFlags.Any) !== 0) return undefined; // an unknown name
    return { displayParts: internals.typeToDisplayParts(checker, type, undefined), textSpan };
  };
}
