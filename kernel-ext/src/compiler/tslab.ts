import { createRequire } from "node:module";
import type { CompilerDriver } from "./ts-shim.js";

export const TSLAB_VERSION: string = "1.0.22";

/** A position in a cell, from 0; `character` counts UTF-16 units. */
export interface CellPosition {
  readonly offset: number;
  readonly line: number;
  readonly character: number;
}

/** A finding of the type check, as tslab's converter gives it. */
export interface CellDiagnostic {
  readonly start: CellPosition;
  readonly end: CellPosition;
  readonly messageText: string;
  readonly category: number;
  readonly code: number;
  readonly fileName?: string;
}

/** What the converter makes of a cell. */
export interface ConvertResult {
  output?: string;
  declOutput?: string;
  readonly diagnostics: readonly CellDiagnostic[];
  hasToplevelAwait?: boolean;
  readonly sideOutputs?: readonly { readonly path: string; readonly data: string }[];
  lastExpressionVar?: string;
}

export interface CompletionResult {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
}

export interface Converter {
  convert(previousDeclarations: string, source: string): ConvertResult;
  inspect(previousDeclarations: string, source: string, position: number): unknown;
  complete(previousDeclarations: string, source: string, position: number): CompletionResult;
  addModule(name: string, source: string, meta: unknown): readonly CellDiagnostic[];
  close(): void;
}

export interface Executor {
  execute(source: string): Promise<boolean>;
  interrupt(): void;
}

/** The object through which tslab's generated code reaches `exports` and `require`. */
export interface TslabGlobal {
  exports: object;
  require: (id: string) => unknown;
}

/** The parts of tslab that we use, and nothing else of it. */
export interface Tslab {
  createConverter(options: { readonly isJS: boolean; readonly isBrowser: boolean }): Converter;
  isCompleteCode(source: string): { readonly completed: boolean; readonly indent?: string };
  createExecutor(
    rootDir: string,
    converters: { readonly node: Pick<Converter, "convert" | "addModule">; readonly browser: unknown; close(): void },
    console: { log(value: unknown): void; error(...args: unknown[]): void },
  ): Executor;
  printQuickInfo(info: unknown): string;
}

const require = createRequire(import.meta.url);

/**
 * Loads the pinned tslab with `driver`'s compiler in the place of its own. Throws when the version or a function that
 * we rely on is another than the one our tests hold.
 */
export function loadTslab(driver: CompilerDriver): Tslab {
  const manifest = require("tslab/package.json") as { readonly version: string };
  if (manifest.version !== TSLAB_VERSION) {
    throw new Error(`cellmill-kernel needs tslab ${TSLAB_VERSION} exactly, found ${manifest.version}`);
  }
  driver.install();
  const converter = require("tslab/dist/converter.js") as Tslab;
  const executor = require("tslab/dist/executor.js") as Tslab;
  const inspect = require("tslab/dist/inspect.js") as Tslab;
  const seams: Tslab = {
    createConverter: converter.createConverter,
    isCompleteCode: converter.isCompleteCode,
    createExecutor: executor.createExecutor,
    printQuickInfo: inspect.printQuickInfo,
  };
  for (const [name, seam] of Object.entries(seams)) {
    if (typeof seam !== "function") throw new Error(`tslab ${TSLAB_VERSION} has no function ${name}: damaged install?`);
  }
  const createConverter: Tslab["createConverter"] = (options) => {
    const made = seams.createConverter(options);
    const convert: Converter["convert"] = (...args) => {
      const result = driver.drafts.during(() => made.convert(...args));
      const { outside } = driver.trace;
      return outside.length === 0 ? result : { ...result, sideOutputs: [...(result.sideOutputs ?? []), ...outside] };
    };
    return { ...made, convert };
  };
  return { ...seams, createConverter };
}

/** Resolves what a cell's `import … from "tslab"` displays to our transport. Loads tslab's socket code: only on demand. */
export function redirectTslabDisplay(
  write: (data: { data: Record<string, unknown>; transient: { display_id?: string } }, update: boolean) => void,
): void {
  const jupyter = require("tslab/dist/jupyter.js") as { lastWriteDisplayData: unknown };
  jupyter.lastWriteDisplayData = write;
}
