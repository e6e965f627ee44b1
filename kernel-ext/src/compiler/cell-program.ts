import type ts from "typescript";
import type { CreateProgram } from "./draft-program.js";
import type { CompilerInternals, ProgramInternals, SourceFileInternals } from "./program-internals.js";
import { keepingFiles } from "./same-files.js";

type TypeScript = typeof ts;

/**
 * Makes programs that find what a cell depends on when tslab asks for it. The compiler's builders find it for every file of
 * every library in each new program, as a change of any file may affect any other; here only the cells change.
 */
export function cellPrograms(compiler: TypeScript, cellFile: string): CreateProgram {
  // Libraries stay the same files in all programs, and so does what they refer to.
  const ofLibraries = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

  const { bindSourceFile: bind } = compiler as unknown as CompilerInternals;
  const dependencies = (program: ts.Program, cell: ts.SourceFile): string[] => {
    const global = !augmentations(cell).every(compiler.isStringLiteral);
    if (global) return program.getSourceFiles().map(({ fileName }) => fileName);
    const seen = new Set([cell.fileName, ...ambientFiles(program)]);
    const isDeclaration = (name: string): boolean => program.getSourceFile(name)?.isDeclarationFile === true;
    for (const name of seen) {
      const file = program.getSourceFile(name);
      if (file === undefined) continue;
      let references = ofLibraries.get(file);
      if (references === undefined) {
        references = referencedFiles(compiler, program, file);
        if (file.isDeclarationFile && [...references].every(isDeclaration)) ofLibraries.set(file, references);
      }
      for (const reference of references) seen.add(reference);
    }
    return [...seen];
  };

  const create = keepingFiles(compiler, compiler.createAbstractBuilder);
  return (...args) => {
    const builder = create(...args);
    // tslab reads the names that the cell declares before anything is checked.
    const cell = builder.getSourceFiles().find(({ fileName }) => fileName.endsWith(`/${cellFile}`));
    if (cell !== undefined) bind(cell, builder.getCompilerOptions());
    builder.getAllDependencies = (file) => dependencies(builder.getProgram(), file);
    return builder;
  };
}

/** The files that a file's own imports, references and augmentations lead to. */
function referencedFiles(compiler: TypeScript, program: ts.Program, file: ts.SourceFile): Set<string> {
  const checker = program.getTypeChecker();
  const { imports = [] } = file as SourceFileInternals;
  const found = new Set<string>();
  for (const name of [...imports, ...augmentations(file).filter(compiler.isStringLiteral)]) {
    const symbol = checker.getSymbolAtLocation(name);
    for (const declaration of symbol?.declarations ?? []) found.add(declaration.getSourceFile().fileName);
  }
  for (const { fileName } of file.referencedFiles)
    found.add(compiler.resolveTripleslashReference(fileName, file.fileName));
  (program as ProgramInternals).forEachResolvedTypeReferenceDirective(({ resolvedTypeReferenceDirective }) => {
    const name = resolvedTypeReferenceDirective?.resolvedFileName;
    if (name !== undefined) found.add(name);
  }, file);
  found.delete(file.fileName);
  return found;
}

/** The files that declare a module which others declare as well: each of them adds to it, for all. */
function ambientFiles(program: ts.Program): string[] {
  const shared = program
    .getTypeChecker()
    .getAmbientModules()
    .filter(({ declarations = [] }) => declarations.length > 1);
  return shared.flatMap(({ declarations = [] }) => declarations.map((each) => each.getSourceFile().fileName));
}

/** The names of the modules that a file adds to; an identifier in place of a text is the global scope. */
function augmentations(file: ts.SourceFile): readonly ts.Node[] {
  return (file as SourceFileInternals).moduleAugmentations;
}
