import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ENTRIES = ["./runner", "./nbformat", "./check", "./check/vitest"];
/** Parts of the machinery that nobody outside makes or takes. */
const INTERNAL = new Set(["CellPlaces", "JsonTree", "LateOutputs", "ProgressBar", "WidgetStates"]);

let checker: ts.TypeChecker;
let exported: Map<string, ts.Symbol[]>;
beforeAll(() => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    exports: Record<string, { types?: string }>;
  };
  const files = Object.entries(exports).flatMap(([name, { types }]) =>
    types === undefined ? [] : [[name, join(root, types)] as const],
  );
  const program = ts.createProgram(
    files.map(([, file]) => file),
    { module: ts.ModuleKind.NodeNext, strict: true, types: ["node"] },
  );
  checker = program.getTypeChecker();
  exported = new Map(
    files.map(([name, file]) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol;
      return [name, checker.getExportsOfModule(module).map(original)];
    }),
  );
}, 60_000);

function original(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Names of this package's types that the declaration speaks of and no entry exports. */
function unnamed(declaration: ts.Node, known: ReadonlySet<ts.Symbol>): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) {
      const symbol = original(checker.getSymbolAtLocation(node.typeName) as ts.Symbol);
      const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
      const own = file.startsWith(join(root, "dist")) && (symbol.flags & ts.SymbolFlags.TypeParameter) === 0;
      if (own && !known.has(symbol) && !INTERNAL.has(symbol.name)) names.push(symbol.name);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return names;
}

it.each(ENTRIES)("%s exports the types that its exports speak of, and says what each export is", (entry) => {
  const known = new Set([...exported.values()].flat());
  const faults = (exported.get(entry) ?? []).flatMap((symbol) => [
    ...(symbol.declarations ?? []).flatMap((one) => unnamed(one, known).map((name) => `${symbol.name} uses ${name}`)),
    ...(symbol.getDocumentationComment(checker).length === 0 ? [`${symbol.name} has no docstring`] : []),
  ]);
  expect(faults).toEqual([]);
});
