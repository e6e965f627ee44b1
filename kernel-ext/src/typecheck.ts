import { cellBindings } from "./compiler/cell-bindings.js";
import { withoutExportModifiers } from "./compiler/cell-syntax.js";
import { carriedNamespaces } from "./compiler/declarations.js";
import type { CompilerInternals } from "./compiler/program-internals.js";
import { CompilerDriver } from "./compiler/ts-shim.js";
import { type Converter, loadTslab, type Tslab } from "./compiler/tslab.js";
import { parseMagic, UsageError } from "./magics.js";
import { CELL_GLOBALS } from "./runtime/globals.js";

/** What the compiler finds wrong with a cell. Line and character count from 1; code is 0 for what is no TypeScript error. */
export interface CellFinding {
  readonly line: number;
  readonly character: number;
  readonly code: number;
  readonly message: string;
  /** Set when the place is in a module that the cell imports. */
  readonly file?: string;
}

export interface CellTypes {
  readonly findings: readonly CellFinding[];
  /** Names that the cell declares at its top level. */
  readonly declares: readonly string[];
}

/**
 * Type-checks cells one after the other, exactly as the kernel compiles them, and runs none. Works in the folder of the
 * process, as the kernel does.
 */
export class CellTypeChecker {
  readonly #driver: CompilerDriver = new CompilerDriver({ typesOnly: true });
  readonly #tslab: Tslab = loadTslab(this.#driver);
  #converter: Converter | undefined;
  #declarations: string = CELL_GLOBALS;

  /** Forgets all cells: another notebook follows. The libraries stay loaded. */
  reset(): void {
    this.#declarations = CELL_GLOBALS;
  }

  /** Checks the next cell. The declarations of one without findings are known to those that follow. */
  check(source: string): CellTypes {
    const { compiler } = this.#driver;
    let code: string;
    try {
      code = withoutExportModifiers(compiler, parseMagic(source).source);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { findings: [{ line: 1, character: 1, code: 0, message: error.message }], declares: [] };
    }
    this.#driver.begin(0);
    const { diagnostics, declOutput } = this.#convert(code);
    if (diagnostics.length > 0) {
      const findings = diagnostics.map(({ start, code: number, messageText, fileName }) => ({
        line: start.line + 1,
        character: start.character + 1,
        code: number,
        message: messageText,
        ...(fileName === undefined ? {} : { file: fileName }),
      }));
      return { findings, declares: this.#declaredNames(code) };
    }
    const { bindings, hoisted } = this.#driver.trace;
    const declares = bindings.map(({ name }) => name);
    if (declOutput !== undefined)
      this.#declarations = declOutput + hoisted + carriedNamespaces(compiler, this.#declarations, new Set(declares));
    return { findings: [], declares };
  }

  /** The names that a cell with errors would declare; only a module has a scope of its own to read them from. */
  #declaredNames(code: string): string[] {
    const { compiler } = this.#driver;
    const file = compiler.createSourceFile("cell.ts", `export {};${code}`, compiler.ScriptTarget.Latest, true);
    const { bindSourceFile } = compiler as unknown as CompilerInternals;
    bindSourceFile(file, {});
    return cellBindings(compiler, file).map(({ name }) => name);
  }

  /** Has the next process start sooner. */
  keepCompiled(): void {
    this.#driver.keepCompiled();
  }

  close(): void {
    this.#converter?.close();
  }

  #convert(code: string): ReturnType<Converter["convert"]> {
    this.#converter ??= this.#tslab.createConverter({ isJS: false, isBrowser: false });
    try {
      return this.#converter.convert(this.#declarations, code);
    } catch (error) {
      // The compiler itself failed: the next cell gets a new one.
      this.#converter = undefined;
      throw error;
    }
  }
}
