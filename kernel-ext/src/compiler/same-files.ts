import type ts from "typescript";
import type { CreateProgram } from "./draft-program.js";
import type {
  BuilderInternals,
  CompilerInternals,
  HostInternals,
  IncludeReasons,
  ProgramInternals,
  Resolution,
  Resolutions,
  SourceFileInternals,
} from "./program-internals.js";

type TypeScript = typeof ts;

/**
 * Has a new program take the files of the one before as they are, also where the root files (a cell, and the declarations
 * of those before it) import others than before, as long as these are there already and none is left over. The compiler
 * itself walks through all files again then, only to end with the same: most of the time that a cell takes.
 */
export function keepingFiles(compiler: TypeScript, create: CreateProgram): CreateProgram {
  return (roots, options, host, old, ...rest) => {
    const program = (old as BuilderInternals | undefined)?.getProgramOrUndefined?.();
    const kept = program && new KeptFiles(compiler, roots ?? [], options ?? {}, host as HostInternals, program);
    if (kept === undefined || old === undefined || !kept.possible) return create(roots, options, host, old, ...rest);
    const before = Object.create(old, { getProgramOrUndefined: { value: () => kept.programBefore() } });
    return create(roots, options, kept.host(), before as ts.BuilderProgram, ...rest);
  };
}

class KeptFiles {
  readonly possible: boolean;
  readonly #compiler: TypeScript;
  readonly #internals: CompilerInternals;
  readonly #options: ts.CompilerOptions;
  readonly #host: HostInternals;
  readonly #program: ProgramInternals;
  /** The root files before, and those of the new program as far as it has asked for them. */
  readonly #before = new Map<ts.Path, SourceFileInternals>();
  readonly #now = new Map<ts.Path, SourceFileInternals>();
  readonly #resolved = new Map<string, Resolution>();

  constructor(
    compiler: TypeScript,
    roots: readonly string[],
    options: ts.CompilerOptions,
    host: HostInternals,
    program: ProgramInternals,
  ) {
    this.#compiler = compiler;
    this.#internals = compiler as unknown as CompilerInternals;
    this.#options = options;
    this.#host = host;
    this.#program = program;
    for (const root of roots) {
      const file = program.getSourceFile(root) as SourceFileInternals | undefined;
      if (file !== undefined) this.#before.set(file.path, file);
    }
    this.possible =
      this.#before.size === roots.length &&
      host.getSourceFileByPath !== undefined &&
      host.resolveModuleNameLiterals !== undefined &&
      host.hasChangedAutomaticTypeDirectiveNames !== undefined;
  }

  /** The host, which is watched for the new root files and for what their imports lead to. */
  host(): ts.CompilerHost {
    const host = this.#host;
    const getSourceFileByPath: HostInternals["getSourceFileByPath"] = (...args) => {
      const file = host.getSourceFileByPath?.(...args);
      if (file !== undefined && this.#before.has(args[1])) this.#now.set(args[1], file as SourceFileInternals);
      return file;
    };
    const resolveModuleNameLiterals: HostInternals["resolveModuleNameLiterals"] = (
      literals,
      name,
      redirected,
      ...rest
    ) => {
      const found = host.resolveModuleNameLiterals?.(literals, name, redirected, ...rest) ?? [];
      const [options, file] = rest;
      for (const [i, literal] of literals.entries()) {
        const resolution = found[i];
        if (resolution === undefined) continue;
        const mode = this.#compiler.getModeForUsageLocation(file, literal, options);
        this.#resolved.set(keyOf(file as SourceFileInternals, literal.text, mode), resolution);
      }
      return found;
    };
    const hasChangedAutomaticTypeDirectiveNames = (): boolean =>
      (host.hasChangedAutomaticTypeDirectiveNames?.() ?? false) || !this.#needsAll();
    return Object.assign(Object.create(host), {
      getSourceFileByPath,
      resolveModuleNameLiterals,
      hasChangedAutomaticTypeDirectiveNames,
    });
  }

  /** The program before, which seems to have had the imports of the new root files. */
  programBefore(): ts.Program {
    const program = this.#program;
    const roots = new Map<ts.SourceFile, ts.SourceFile>();
    for (const [path, file] of this.#before)
      roots.set(file, Object.create(file, { imports: { get: () => (this.#now.get(path) ?? file).imports } }));
    const getResolvedModule: ProgramInternals["getResolvedModule"] = (file, name, mode) =>
      this.#isNewImport(file as SourceFileInternals, name)
        ? this.#alreadyThere(file as SourceFileInternals, name, mode)
        : program.getResolvedModule(file, name, mode);
    return Object.create(program, {
      getSourceFiles: { value: () => program.getSourceFiles().map((file) => roots.get(file) ?? file) },
      getResolvedModule: { value: getResolvedModule },
      // What the new program takes over once it is known that it has the same files.
      resolvedModules: { get: () => this.#resolutions() },
      getProgramDiagnosticsContainer: {
        value: () =>
          Object.create(program.getProgramDiagnosticsContainer(), { getFileReasons: { value: () => this.#reasons() } }),
      },
    });
  }

  /** Which imports lead to each file: declarations name a module as the cell itself does. */
  #reasons(): IncludeReasons {
    const { createMultiMap, FileIncludeKind } = this.#internals;
    const reasons = createMultiMap();
    for (const [path, all] of this.#program.getProgramDiagnosticsContainer().getFileReasons()) {
      const changed = all.some(({ file }) => file !== undefined && this.#now.has(file));
      const others = changed ? all.filter(({ file }) => file === undefined || !this.#now.has(file)) : all;
      if (others.length > 0) reasons.set(path, others);
    }
    for (const [path, file] of this.#now) {
      for (const { index, resolution } of this.#resolvedBy(file, importsOf(file))) {
        const imported = this.#fileOf(resolution);
        if (imported !== undefined) reasons.add(imported.path, { kind: FileIncludeKind.Import, file: path, index });
      }
    }
    return reasons;
  }

  #resolutions(): ReadonlyMap<ts.Path, Resolutions> {
    const { createModeAwareCache } = this.#internals;
    const all = new Map(this.#program.resolvedModules);
    for (const [path, file] of this.#now) {
      const ofFile = createModeAwareCache();
      const names = [...importsOf(file), ...file.moduleAugmentations.filter(this.#compiler.isStringLiteral)];
      for (const { name, mode, resolution } of this.#resolvedBy(file, names)) ofFile.set(name, mode, resolution);
      all.set(path, ofFile);
    }
    return all;
  }

  #isNewImport(file: SourceFileInternals, name: string): boolean {
    const before = this.#before.get(file.path);
    if (before === undefined) return false;
    const imports = (each: SourceFileInternals): boolean => importsOf(each).some(({ text }) => text === name);
    return imports(file) && !imports(before);
  }

  /** What an import leads to, if the program has it already or would get nothing from it. */
  #alreadyThere(file: SourceFileInternals, name: string, mode: ts.ResolutionMode): Resolution | undefined {
    const resolution = this.#resolved.get(keyOf(file, name, mode));
    if (resolution === undefined || (resolution.resolutionDiagnostics?.length ?? 0) > 0) return undefined;
    return resolution.resolvedModule === undefined || this.#fileOf(resolution) !== undefined ? resolution : undefined;
  }

  /** True if each file of the program is still wanted by a root file, by way of others, or by the options. */
  #needsAll(): boolean {
    const reasons = this.#program.getProgramDiagnosticsContainer().getFileReasons();
    const leadsTo = new Map<ts.Path | undefined, ts.Path[]>();
    for (const [path, all] of reasons) {
      for (const { kind, file } of all) {
        if (kind === this.#internals.FileIncludeKind.Import && this.#now.has(file as ts.Path)) continue;
        const others = leadsTo.get(file);
        if (others === undefined) leadsTo.set(file, [path]);
        else others.push(path);
      }
    }
    const wanted = new Set([...(leadsTo.get(undefined) ?? []), ...[...this.#now.values()].flatMap(this.#importedBy)]);
    for (const path of wanted) for (const other of leadsTo.get(path) ?? []) wanted.add(other);
    return [...reasons.keys()].every((path) => wanted.has(path));
  }

  readonly #importedBy = (file: SourceFileInternals): ts.Path[] =>
    this.#resolvedBy(file, importsOf(file)).flatMap(({ resolution }) => this.#fileOf(resolution)?.path ?? []);

  #fileOf({ resolvedModule }: Resolution): SourceFileInternals | undefined {
    if (resolvedModule === undefined) return undefined;
    return this.#program.getSourceFile(resolvedModule.resolvedFileName) as SourceFileInternals | undefined;
  }

  #resolvedBy(file: SourceFileInternals, literals: readonly ts.StringLiteralLike[]): Resolved[] {
    return literals.flatMap((literal, index) => {
      const name = literal.text;
      const mode = this.#compiler.getModeForUsageLocation(file, literal, this.#options);
      const resolution =
        this.#resolved.get(keyOf(file, name, mode)) ?? this.#program.getResolvedModule(file, name, mode);
      return resolution === undefined ? [] : [{ name, mode, index, resolution }];
    });
  }
}

function importsOf({ imports = [] }: SourceFileInternals): readonly ts.StringLiteralLike[] {
  return imports;
}

interface Resolved {
  readonly name: string;
  readonly mode: ts.ResolutionMode;
  readonly index: number;
  readonly resolution: Resolution;
}

function keyOf(file: SourceFileInternals, name: string, mode: ts.ResolutionMode): string {
  return `${file.path}\0${mode}\0${name}`;
}
