import type ts from "typescript";

/** Where an import leads to. */
export interface Resolution extends ts.ResolvedModuleWithFailedLookupLocations {
  readonly resolutionDiagnostics?: readonly ts.Diagnostic[];
}
export type Resolutions = ts.ModeAwareCache<Resolution>;

/** Why a file is in the program; `file` imports it, and `index` counts the imports of that. */
export interface IncludeReason {
  readonly kind: number;
  readonly file?: ts.Path;
  readonly index?: number;
}
export interface IncludeReasons extends Map<ts.Path, IncludeReason[]> {
  add(path: ts.Path, reason: IncludeReason): void;
}

/** Internals of TypeScript 5.9: how programs are made, each from the one before. */
export interface CompilerInternals {
  readonly FileIncludeKind: { readonly Import: number };
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  createModeAwareCache(): Resolutions;
  createMultiMap(): IncludeReasons;
}
export interface BuilderInternals {
  getProgramOrUndefined?(): ProgramInternals | undefined;
}
export interface ProgramInternals extends ts.Program {
  readonly resolvedModules: ReadonlyMap<ts.Path, Resolutions> | undefined;
  getResolvedModule(file: ts.SourceFile, name: string, mode: ts.ResolutionMode): Resolution | undefined;
  getProgramDiagnosticsContainer(): { getFileReasons(): IncludeReasons };
  forEachResolvedTypeReferenceDirective(
    each: (found: { readonly resolvedTypeReferenceDirective?: ts.ResolvedTypeReferenceDirective }) => void,
    file: ts.SourceFile,
  ): void;
}
export interface HostInternals extends ts.CompilerHost {
  /** The last that is asked for before the files of the program before are taken. */
  hasChangedAutomaticTypeDirectiveNames?(): boolean;
}
export interface SourceFileInternals extends ts.SourceFile {
  readonly path: ts.Path;
  /** Known once the compiler has collected them. */
  readonly imports?: readonly ts.StringLiteralLike[];
  /** The modules that it adds to; an identifier stands for the global scope. */
  readonly moduleAugmentations: readonly (ts.StringLiteral | ts.Identifier)[];
}
