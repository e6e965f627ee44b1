import type { CellBinding } from "../compiler/cell-bindings.js";

/** Reads and writes a variable of a cell; `set` is absent for `const`, functions of imports and the like. */
export interface VariableAccess {
  get(): unknown;
  set?(value: unknown): void;
}

/**
 * The one namespace that all cells share. Each cell runs with an `exports` object of its own, a plain object, so that
 * loops over top-level variables run at full speed; it inherits from this namespace. After the cell its names become
 * accessors of the cell's own variables: what a later cell assigns or declares anew reaches the functions of earlier
 * cells, as in Python.
 */
export class LiveBindings {
  readonly #namespace: object = Object.create(null) as object;
  /** Every cell's variable of a name, the newest last. */
  readonly #variables = new Map<string, VariableAccess[]>();

  /** A value that all cells see, such as `display`. */
  define(name: string, value: unknown): void {
    Object.defineProperty(this.#namespace, name, { value, writable: true, configurable: true, enumerable: true });
  }

  has(name: string): boolean {
    return name in this.#namespace;
  }

  get(name: string): unknown {
    return (this.#namespace as Record<string, unknown>)[name];
  }

  /** The `exports` of a new cell. Its own names shadow those of earlier cells from the start. */
  createExports(bindings: readonly CellBinding[], resultName: string | undefined): Record<string, unknown> {
    const exports = Object.create(this.#namespace) as Record<string, unknown>;
    const names = bindings.map((binding) => binding.name);
    if (resultName !== undefined) names.push(resultName);
    for (const name of ["__esModule", ...names]) {
      Object.defineProperty(exports, name, { value: undefined, writable: true, configurable: true, enumerable: true });
    }
    return exports;
  }

  /**
   * Publishes the variables of a cell that has run, or has failed on its way: then only those that had been
   * initialised. Returns the names that were published.
   */
  publish(
    exports: Record<string, unknown>,
    bindings: readonly CellBinding[],
    variables: Readonly<Record<string, VariableAccess>>,
    failed: boolean,
  ): Set<string> {
    const published = new Set<string>();
    for (const { name, isImport } of bindings) {
      if (isImport) {
        if (this.#publishImport(exports, name)) published.add(name);
        continue;
      }
      const variable = variables[name];
      if (variable === undefined) continue;
      if (failed && !isInitialised(variable)) continue;
      delete exports[name]; // from now on the cell's own code goes through the namespace as well
      this.#publishVariable(name, variable);
      published.add(name);
    }
    return published;
  }

  #publishVariable(name: string, variable: VariableAccess): void {
    const earlier = this.#variables.get(name) ?? [];
    const all = [...earlier, variable];
    this.#variables.set(name, all);
    const value = variable.get();
    for (const old of earlier) trySet(old, value);
    Object.defineProperty(this.#namespace, name, {
      configurable: true,
      enumerable: true,
      get: () => variable.get(),
      set: (next: unknown) => {
        for (const each of all) trySet(each, next);
      },
    });
  }

  /** Imports are getters that the compiler put on `exports`: they stay live bindings of the module. */
  #publishImport(exports: Record<string, unknown>, name: string): boolean {
    const descriptor = Object.getOwnPropertyDescriptor(exports, name);
    if (descriptor?.get === undefined && descriptor?.value === undefined) return false; // a type, or not reached
    const get = descriptor.get ?? (() => descriptor.value as unknown);
    this.#variables.delete(name);
    Object.defineProperty(this.#namespace, name, { get, configurable: true, enumerable: true });
    return true;
  }
}

function trySet(variable: VariableAccess, value: unknown): void {
  try {
    variable.set?.(value);
  } catch {
    // A `let` whose cell failed before its declaration: it can never be read either.
  }
}

function isInitialised(variable: VariableAccess): boolean {
  try {
    return variable.get() !== undefined;
  } catch {
    return false; // temporal dead zone: the cell stopped before the declaration
  }
}
