import { createRequire } from "node:module";
import type ts from "typescript";
import { type CellBinding, cellBindings, hoistedDeclarations } from "./cell-bindings.js";
import { cellPrograms } from "./cell-program.js";
import { CachedScript } from "./code-cache.js";
import { codeCacheFolder } from "./code-cache-folder.js";
import { cellCompilerOptions } from "./compiler-options.js";
import { isDeclarationRefusal, relevantDiagnostics } from "./diagnostic-filter.js";
import { DraftPrograms } from "./draft-program.js";
import { cellTransformer } from "./emit-transform.js";
import { completionsForTslab, quickInfoForTslab } from "./language-service.js";
import { LocalModules, type ModuleScript, withoutMapComment } from "./local-modules.js";
import { moduleResolution } from "./module-resolution.js";

type TypeScript = typeof ts;

/** Version of the compiler whose internals this file relies on. */
export const TYPESCRIPT_VERSION: string = "5.9.3";

const require = createRequire(import.meta.url);
const CELL_FILE = "__tslab__.ts";

/** What the compiler learnt while it made one cell. */
export interface CellTrace {
  /** Names that the cell declares. */
  bindings: readonly CellBinding[];
  /** Source map of the emitted ESNext module. */
  emitMap: string | undefined;
  /** Source map of its conversion to CommonJS. */
  commonJsMap: string | undefined;
  /** Names whose type cannot be written into a declaration; later cells see them as `any`. */
  refusals: readonly ts.Diagnostic[];
  /** Declarations that the compiler does not write: of names hoisted out of blocks. */
  hoisted: string;
  /** The scripts of imported local modules outside of the notebook's folder, which tslab does not take. */
  readonly outside: ModuleScript[];
}

/**
 * Stock TypeScript in the place of tslab's fork (version 5.0.4): it fills in the five functions that only the fork
 * has, sets our options, and records source maps and bindings of each cell.
 */
export class CompilerDriver {
  readonly compiler: TypeScript;
  readonly drafts: DraftPrograms;
  trace: CellTrace = emptyTrace();
  /** Number of the run that is compiled now; it is written into the cell's code. */
  run = 0;

  readonly #typesOnly: boolean;
  readonly #modules = new LocalModules((script) => this.#toCommonJs(script));
  readonly #script = new CachedScript(require.resolve("typescript"), codeCacheFolder());

  /** Where only types are asked for, cells get no scripts and names no documentation. */
  constructor({ typesOnly = false }: { readonly typesOnly?: boolean } = {}) {
    this.#typesOnly = typesOnly;
    this.compiler = this.#script.require() as TypeScript;
    if (this.compiler.version !== TYPESCRIPT_VERSION) {
      throw new Error(`cellmill-kernel needs typescript ${TYPESCRIPT_VERSION} exactly, found ${this.compiler.version}`);
    }
    this.drafts = new DraftPrograms(this.compiler, CELL_FILE);
  }

  /** Has the next process start sooner: it need not compile the compiler, once it has seen a cell, again. */
  keepCompiled(): void {
    this.#script.keep();
  }

  /** Starts the record of a new cell. */
  begin(run: number): void {
    this.trace = emptyTrace();
    this.run = run;
  }

  /** Puts this compiler into require's cache before tslab is loaded. */
  install(): void {
    const fromTslab = createRequire(require.resolve("tslab/package.json"));
    const path = fromTslab.resolve("@tslab/typescript-for-tslab");
    const Module = require("node:module") as new (id: string) => NodeJS.Module;
    const module = new Module(path);
    Object.assign(module, { filename: path, loaded: true, exports: this.#shim() });
    require.cache[path] = module;
  }

  #shim(): object {
    const compiler = this.compiler;
    const shim: Record<string, unknown> = {};
    for (const name of Object.keys(compiler)) {
      const get = (): unknown => compiler[name as keyof TypeScript];
      Object.defineProperty(shim, name, { get, enumerable: true, configurable: true });
    }
    const internals = compiler as unknown as {
      readonly nullTransformationContext: unknown;
      readonly Completions: object;
    };
    const replacements: Record<string, unknown> = {
      getDefaultTypeRoots: () => [],
      getNullTransformationContext: () => internals.nullTransformationContext,
      getPreEmitDiagnosticsOfFiles: (program: ts.Program, files: readonly ts.SourceFile[]) =>
        this.#diagnostics(program, files),
      getQuickInfoAtPosition: quickInfoForTslab(compiler),
      Completions: { ...internals.Completions, getCompletionsAtPositionForTslab: completionsForTslab(compiler) },
      createWatchCompilerHost: (...args: WatchHostArguments) => this.#watchHost(args),
      transpileModule: (source: string, options: ts.TranspileOptions) => this.#transpile(source, options),
    };
    for (const [name, value] of Object.entries(replacements)) {
      if (value === undefined) throw new Error(`typescript ${TYPESCRIPT_VERSION} has no ${name}`);
      Object.defineProperty(shim, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return shim;
  }

  #diagnostics(program: ts.Program, files: readonly ts.SourceFile[]): readonly ts.Diagnostic[] {
    const found: ts.Diagnostic[] = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
    for (const file of files) {
      found.push(...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file));
    }
    // Declarations are only asked for when the cell is right: they repeat its errors.
    if (found.length === 0) {
      const declarations = files.flatMap((file) => program.getDeclarationDiagnostics(file));
      this.trace.refusals = declarations.filter(isDeclarationRefusal);
      found.push(...declarations.filter((diagnostic) => !isDeclarationRefusal(diagnostic)));
    }
    return this.compiler.sortAndDeduplicateDiagnostics(relevantDiagnostics(found));
  }

  #watchHost([root, options, system, _create, ...rest]: WatchHostArguments): object {
    const compiler = this.compiler;
    const cwd = system.getCurrentDirectory();
    watchOwnFilesOnly(system);
    const host = compiler.createWatchCompilerHost(
      root,
      cellCompilerOptions(options, compiler, cwd),
      system,
      this.drafts.around(cellPrograms(compiler, CELL_FILE)),
      ...rest,
    ) as ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>;
    Object.assign(host, moduleResolution(compiler, system));
    // No error of TypeScript code depends on a comment but those of unused names, which cells may have.
    if (this.#typesOnly) host.jsDocParsingMode = compiler.JSDocParsingMode.ParseNone;
    // The compiler keeps what it read of each package.json only as long as this cache, else for one program.
    const resolutions = compiler.createModuleResolutionCache(cwd, (name) => name);
    host.getModuleResolutionCache = () => resolutions;
    // tslab sets this callback; the builder that it gets is wrapped first.
    let callback: ((program: ts.BuilderProgram) => void) | undefined;
    Object.defineProperty(host, "afterProgramCreate", {
      get: () => callback && ((program: ts.BuilderProgram) => callback?.(this.#recordEmit(program))),
      set: (value: typeof callback) => {
        callback = value;
      },
    });
    return host;
  }

  /** Wraps `emit` so that source maps are kept, our transformer runs first, and refused declarations are written. */
  #recordEmit(builder: ts.BuilderProgram): ts.BuilderProgram {
    const emit = builder.emit.bind(builder);
    builder.emit = (file, writeFile, token, onlyDeclarations = this.#typesOnly, transformers) => {
      if (file === undefined) return emit(file, writeFile, token, onlyDeclarations, transformers);
      if (!file.fileName.endsWith(`/${CELL_FILE}`)) {
        if (this.#typesOnly) return { emitSkipped: true, diagnostics: [] };
        const writer = this.#modules.writer(file, writeFile, this.trace.outside);
        return emit(file, writer, token, onlyDeclarations, transformers);
      }
      this.trace.bindings = cellBindings(this.compiler, file);
      const program = builder.getProgram();
      this.trace.hoisted = hoistedDeclarations(this.compiler, file, program.getTypeChecker());
      const ours = cellTransformer(this.compiler, program.getTypeChecker(), this.run);
      const record: ts.WriteFileCallback = (name, text, ...more) => {
        if (name.endsWith(".map")) this.trace.emitMap = text;
        else writeFile?.(name, withoutMapComment(text), ...more);
      };
      const all = { ...transformers, before: [ours, ...(transformers?.before ?? [])] };
      if (this.trace.refusals.length === 0) return emit(file, record, token, onlyDeclarations, all);
      // The last argument (internal) writes declarations in spite of their errors; unnameable types end as `any`.
      type Force = (...args: [...Parameters<ts.Program["emit"]>, boolean]) => ts.EmitResult;
      return (program.emit as unknown as Force)(file, record, token, onlyDeclarations, all, true);
    };
    return builder;
  }

  /** As tslab converts the modules that it takes. */
  #toCommonJs(script: string): string {
    const { ModuleKind, NewLineKind, ScriptTarget } = this.compiler;
    const compilerOptions: ts.CompilerOptions = {
      module: ModuleKind.CommonJS,
      esModuleInterop: true,
      target: ScriptTarget.ES2022,
      newLine: NewLineKind.LineFeed,
    };
    return this.#transpile(script, { fileName: "module.js", compilerOptions }).outputText;
  }

  #transpile(source: string | undefined, { compilerOptions, ...options }: ts.TranspileOptions): ts.TranspileOutput {
    if (source === undefined) return { outputText: "" }; // only types are asked for
    const { noImplicitUseStrict: _forkOnly, ...known } = compilerOptions ?? {};
    const result = this.compiler.transpileModule(source, {
      ...options,
      compilerOptions: { ...known, sourceMap: true },
    });
    const module = this.#modules.withMap(result);
    if (module !== undefined) return { ...result, outputText: module };
    this.trace.commonJsMap = result.sourceMapText;
    return { ...result, outputText: withoutMapComment(result.outputText) };
  }
}

type WatchHostArguments = [
  root: string[],
  options: Record<string, unknown>,
  system: ts.System,
  create: undefined,
  report: ts.DiagnosticReporter,
  reportWatch: ts.WatchStatusReporter,
];

function emptyTrace(): CellTrace {
  return { bindings: [], emitMap: undefined, commonJsMap: undefined, refusals: [], hoisted: "", outside: [] };
}

/** Files of packages and libraries do not change under a running kernel: watching them costs time and handles. */
function watchOwnFilesOnly(system: ts.System): void {
  const noWatcher: ts.FileWatcher = { close: () => undefined };
  const watchFile = system.watchFile;
  system.watchFile = (path, callback, ...rest) => {
    const cell = /[\\/]__(tslab|prev)__[^\\/]*$/.test(path);
    if ((!cell && /[\\/]node_modules[\\/]/.test(path)) || watchFile === undefined) return noWatcher;
    return watchFile(path, callback, ...rest);
  };
  system.watchDirectory = () => noWatcher;
}
