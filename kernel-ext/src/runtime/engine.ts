import { createRequire } from "node:module";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { CellBinding } from "../compiler/cell-bindings.js";
import { hasTopLevelAwait, syntaxState, withoutExportModifiers } from "../compiler/cell-syntax.js";
import { carriedNamespaces, declarationsAfterFailure } from "../compiler/declarations.js";
import { lossyRefusals } from "../compiler/diagnostic-filter.js";
import { HOOKS } from "../compiler/emit-transform.js";
import { CompilerDriver } from "../compiler/ts-shim.js";
import {
  type CellDiagnostic,
  type CompletionResult,
  type Converter,
  type ConvertResult,
  type Executor,
  loadTslab,
  type Tslab,
  type TslabGlobal,
} from "../compiler/tslab.js";
import { requiredModules, withAccessors } from "./cell-code.js";
import type { CellSources } from "./cell-sources.js";
import { CELL_GLOBALS } from "./globals.js";
import { KeyboardInterrupt } from "./interruption.js";
import { LiveBindings, type VariableAccess } from "./live-bindings.js";
import type { ModuleLoader } from "./module-loader.js";

/** How a cell ended. */
export type CellOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "diagnostics"; readonly diagnostics: readonly CellDiagnostic[] }
  | { readonly kind: "thrown"; readonly error: unknown };

/** What the engine tells while it works. */
export interface EngineEvents {
  /** User code starts (true) or the compiler works (false). */
  onUserCode(running: boolean): void;
  /** The synchronous part of a cell starts (true) or has ended (false). */
  onScript(running: boolean): void;
  /** A finding that does not keep the cell from running. */
  onWarning(text: string): void;
}

/** A cell that compiled and runs, or has run last. */
interface RunningCell {
  readonly file: string;
  readonly converted: ConvertResult;
  readonly bindings: readonly CellBinding[];
  readonly exports: Record<string, unknown>;
  variables: Readonly<Record<string, VariableAccess>>;
  settled: boolean;
  /** The value of a last expression that stands in a block after emit; see the transformer. */
  result?: unknown;
}

/**
 * Compiles and runs cells: tslab's converter and executor, with the compiler, the module loading, the variables and
 * the script names under our control.
 */
export class Engine {
  readonly bindings: LiveBindings = new LiveBindings();
  readonly #sources: CellSources;
  readonly #loader: ModuleLoader;
  readonly #events: EngineEvents;
  readonly #driver: CompilerDriver;
  readonly #tslab: Tslab;
  readonly #executor: Executor;
  #converter: Converter | undefined;
  #declarations = CELL_GLOBALS;
  #running: RunningCell | undefined;
  #thrown: unknown;
  #run = 0;
  readonly #interruptedRuns = new Set<number>();

  constructor(cwd: string, sources: CellSources, loader: ModuleLoader, events: EngineEvents) {
    this.#sources = sources;
    this.#loader = loader;
    this.#events = events;
    this.#driver = new CompilerDriver();
    this.#tslab = loadTslab(this.#driver);
    const convert = (): ConvertResult => this.#takeCompiled();
    const addModule: Converter["addModule"] = (...args) => this.converter.addModule(...args);
    this.#executor = this.#tslab.createExecutor(
      cwd,
      { node: { convert, addModule }, browser: undefined, close: () => undefined },
      {
        log: () => undefined, // the last value is read from the cell's exports
        error: (...args) => {
          this.#thrown = args.length === 1 ? args[0] : new Error(args.map(String).join(" "));
        },
      },
    );
    this.#takeOverGlobals();
  }

  /** Built on first use: it parses the libraries, which takes about a second. */
  get converter(): Converter {
    this.#converter ??= this.#tslab.createConverter({ isJS: false, isBrowser: false });
    return this.#converter;
  }

  /** Has the next kernel start sooner. */
  keepCompiled(): void {
    this.#driver.keepCompiled();
  }

  /** Compiles `source`, loads its modules and runs it; `file` is its script name in stack traces. */
  async execute(source: string, file: string): Promise<CellOutcome> {
    const run = ++this.#run;
    this.#events.onUserCode(false);
    const cell = this.#compile(source, file, run);
    if (cell.converted.diagnostics.length > 0) return { kind: "diagnostics", diagnostics: cell.converted.diagnostics };
    this.#events.onUserCode(true);
    const { output, sideOutputs = [] } = cell.converted;
    await this.#loader.preload([output ?? "", ...sideOutputs.map((side) => side.data)].flatMap(requiredModules));
    // In a turn of its own: when V8 terminates user code, it drops all microtasks that are queued at that moment.
    await nextTurn();
    if (this.#interruptedRuns.has(run)) throw new KeyboardInterrupt();
    this.#running = cell;
    return this.#runCompiled(cell);
  }

  /** Gives up the cell that runs now: its later top-level awaits throw, so that it does not go on in the background. */
  interrupt(): void {
    this.#interruptedRuns.add(this.#run);
    this.#executor.interrupt();
  }

  /** Ends the book-keeping of a cell whose code was terminated and will never return. */
  abandon(): void {
    this.#interruptedRuns.add(this.#run);
    if (this.#running !== undefined) this.#settle(this.#running, true);
  }

  complete(source: string, position: number): CompletionResult {
    return this.converter.complete(this.#declarations, source, position);
  }

  /** Type and documentation at a position as text; undefined when nothing is there. */
  inspect(source: string, position: number): string | undefined {
    const info = this.converter.inspect(this.#declarations, source, position);
    return info === undefined ? undefined : this.#tslab.printQuickInfo(info);
  }

  /** Whether Enter should run the code. */
  completeness(source: string): { readonly status: "complete" | "incomplete" | "invalid"; readonly indent: string } {
    const { completed, indent = "" } = this.#tslab.isCompleteCode(source);
    return { status: completed ? syntaxState(this.#driver.compiler, source) : "incomplete", indent };
  }

  #compile(source: string, file: string, run: number): RunningCell {
    const { compiler } = this.#driver;
    const plain = withoutExportModifiers(compiler, source);
    this.#driver.begin(run);
    const result = this.#convert(plain);
    const { bindings, emitMap, commonJsMap, refusals, hoisted } = this.#driver.trace;
    if (result.declOutput !== undefined) {
      const declared = new Set(bindings.map((binding) => binding.name));
      result.declOutput += hoisted + carriedNamespaces(compiler, this.#declarations, declared);
    }
    this.#sources.add(file, source, emitMap, commonJsMap);
    for (const refusal of lossyRefusals(refusals)) {
      const message = compiler.flattenDiagnosticMessageText(refusal.messageText, " ");
      this.#events.onWarning(`${file}: warning TS${refusal.code}: ${message} Later cells may see \`any\` here.`);
    }
    if (hasTopLevelAwait(compiler, plain)) result.hasToplevelAwait = true;
    const exports = this.bindings.createExports(bindings, result.lastExpressionVar);
    return { file, converted: result, bindings, exports, variables: {}, settled: false };
  }

  /** A converter in which the compiler itself failed is in no sure state: the next cell gets a new one. */
  #convert(source: string): ConvertResult {
    try {
      return this.converter.convert(this.#declarations, source);
    } catch (error) {
      this.#converter = undefined;
      throw error;
    }
  }

  async #runCompiled(cell: RunningCell): Promise<CellOutcome> {
    const { converted, bindings } = cell;
    if (converted.output !== undefined) converted.output = withAccessors(converted.output, bindings);
    this.#thrown = undefined;
    // The source is compiled already; tslab would only look for its own `@module` and `@browser` marks in it.
    const ok = await this.#executor.execute("");
    const error = this.#thrown;
    this.#settle(cell, !ok);
    if (!ok) return { kind: "thrown", error };
    const name = converted.lastExpressionVar;
    return { kind: "value", value: name === undefined ? cell.result : cell.exports[name] };
  }

  /** Publishes what the cell declared; of a cell that failed only what it had reached. Once per cell. */
  #settle(cell: RunningCell, failed: boolean): void {
    if (cell.settled) return;
    cell.settled = true;
    const published = this.bindings.publish(cell.exports, cell.bindings, cell.variables, failed);
    const after = cell.converted.declOutput ?? this.#declarations;
    if (!failed) {
      this.#declarations = after;
      return;
    }
    const unreached = new Set(cell.bindings.map(({ name }) => name).filter((name) => !published.has(name)));
    this.#declarations = declarationsAfterFailure(this.#driver.compiler, this.#declarations, after, unreached);
  }

  /** Called by tslab's executor in the place of its own compilation. */
  #takeCompiled(): ConvertResult {
    if (this.#running === undefined) throw new Error("tslab asked for a cell that was not compiled");
    return this.#running.converted;
  }

  /** Our `exports`, `require` and script names in the code that tslab generates. */
  #takeOverGlobals(): void {
    const scope = globalThis as unknown as Record<string, unknown> & { __tslab__: TslabGlobal };
    const require = this.#loader.wrap(scope.__tslab__.require);
    const currentExports = (): object => this.#running?.exports ?? {};
    scope.__tslab__ = {
      require,
      get exports(): object {
        return currentExports();
      },
    };
    scope[HOOKS] = {
      bind: (variables: Readonly<Record<string, VariableAccess>>) => {
        if (this.#running !== undefined) this.#running.variables = variables;
      },
      resumed: <T>(run: number, value: T): T => {
        if (this.#interruptedRuns.has(run)) throw new KeyboardInterrupt();
        return value;
      },
      result: (value: unknown) => {
        if (this.#running !== undefined) this.#running.result = value;
      },
      importModule: (specifier: string) => this.#loader.import(specifier),
    };
    hookScripts(
      () => this.#running?.file,
      (running) => this.#events.onScript(running),
    );
  }
}

/** tslab runs cells through `vm.runInThisContext` without a file name: it gets one, and the engine is told. */
function hookScripts(currentFile: () => string | undefined, onScript: (running: boolean) => void): void {
  const vm = createRequire(import.meta.url)("node:vm") as typeof import("node:vm");
  const original = vm.runInThisContext;
  vm.runInThisContext = (code, options) => {
    const file = currentFile();
    if (typeof options !== "object" || options.breakOnSigint !== true || file === undefined) {
      return original(code, options) as unknown;
    }
    onScript(true);
    try {
      return original(code, { ...options, filename: file }) as unknown;
    } finally {
      onScript(false);
    }
  };
}
