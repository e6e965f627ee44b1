import type ts from "typescript";

type TypeScript = typeof ts;

/**
 * The declarations that later cells see after a cell has failed on its way: those of the cell without the names that
 * it did not reach, whose earlier declarations stay.
 */
export function declarationsAfterFailure(
  compiler: TypeScript,
  before: string,
  after: string,
  unreached: ReadonlySet<string>,
): string {
  const kept = filterDeclarations(compiler, after, (name) => !unreached.has(name));
  return kept + filterDeclarations(compiler, before, (name) => unreached.has(name));
}

/** The statements of a declaration text whose names pass; types and imports always pass in the newer text. */
function filterDeclarations(compiler: TypeScript, text: string, keep: (name: string) => boolean): string {
  const file = compiler.createSourceFile("declarations.d.ts", text, compiler.ScriptTarget.Latest, true);
  let result = "";
  for (const statement of file.statements) {
    if (compiler.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (!compiler.isIdentifier(declaration.name) || !keep(declaration.name.text)) continue;
        result += `declare let ${declaration.getText(file)};\n`;
      }
      continue;
    }
    const name = (statement as unknown as { readonly name?: ts.Identifier }).name?.text;
    if (keep(name ?? "")) result += `${statement.getText(file)}\n`;
  }
  return result;
}

/** The namespaces among earlier declarations that a cell did not declare anew: tslab forgets them after one cell. */
export function carriedNamespaces(compiler: TypeScript, before: string, declared: ReadonlySet<string>): string {
  if (!/\bnamespace\b/.test(before)) return "";
  const file = compiler.createSourceFile("declarations.d.ts", before, compiler.ScriptTarget.Latest, true);
  return file.statements
    .filter((statement) => compiler.isModuleDeclaration(statement) && !declared.has(statement.name.text))
    .map((statement) => `${statement.getText(file)}\n`)
    .join("");
}
