import type ts from "typescript";

type TypeScript = typeof ts;

/** A name that a cell declares at its top level and that exists at run time. */
export interface CellBinding {
  readonly name: string;
  /** False for `const` and imports: generated code must not assign to them. */
  readonly writable: boolean;
  readonly isImport: boolean;
}

/** The run-time names that a bound source file declares, `var` in blocks included. */
export function cellBindings(compiler: TypeScript, file: ts.SourceFile): CellBinding[] {
  const locals = (file as unknown as { readonly locals?: ReadonlyMap<string, ts.Symbol> }).locals ?? new Map();
  const bindings: CellBinding[] = [];
  for (const [name, symbol] of locals as ReadonlyMap<string, ts.Symbol>) {
    const isImport = (symbol.flags & compiler.SymbolFlags.Alias) !== 0;
    if (isImport) {
      bindings.push({ name, writable: false, isImport });
      continue;
    }
    const declaration = symbol.valueDeclaration;
    if ((symbol.flags & compiler.SymbolFlags.Value) === 0 || declaration === undefined) continue;
    const modifiers = compiler.getCombinedModifierFlags(declaration);
    if ((modifiers & compiler.ModifierFlags.Ambient) !== 0) continue; // `declare`: nothing at run time
    const constant = (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Constant) !== 0;
    const namespace = compiler.isModuleDeclaration(declaration) && !isInstantiated(compiler, declaration);
    if (!namespace) bindings.push({ name, writable: !constant, isImport });
  }
  return bindings;
}

/** A namespace of types only has no value. */
function isInstantiated(compiler: TypeScript, declaration: ts.ModuleDeclaration): boolean {
  const state = compiler as unknown as { getModuleInstanceState(node: ts.ModuleDeclaration): number };
  return state.getModuleInstanceState(declaration) !== 0;
}

/**
 * Declarations of names that a cell declares inside of a block (`if (…) { var x = … }`): declaration emit passes over
 * blocks, yet the names belong to the whole cell.
 */
export function hoistedDeclarations(compiler: TypeScript, file: ts.SourceFile, checker: ts.TypeChecker): string {
  const locals = (file as unknown as { readonly locals?: ReadonlyMap<string, ts.Symbol> }).locals ?? new Map();
  let text = "";
  for (const [name, symbol] of locals as ReadonlyMap<string, ts.Symbol>) {
    const declaration = symbol.valueDeclaration;
    if (declaration === undefined || !compiler.isVariableDeclaration(declaration)) continue;
    if (declaration.parent.parent.parent === file) continue; // list, statement, file: at top level
    const flags = compiler.TypeFormatFlags.NoTruncation | compiler.TypeFormatFlags.UseFullyQualifiedType;
    const type = checker.typeToString(checker.getTypeOfSymbol(symbol), undefined, flags);
    text += `declare let ${name}: ${type};\n`;
  }
  return text;
}
