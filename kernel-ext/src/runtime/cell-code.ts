import type { CellBinding } from "../compiler/cell-bindings.js";
import { HOOKS } from "../compiler/emit-transform.js";

const STRICT = /^(['"])use strict\1;/;

/**
 * The emitted code of a cell with what live bindings need: accessors of its variables, handed over before its first
 * statement (functions close over variables that are not yet initialised), so that they exist even if the cell throws.
 * All goes on the first line, which holds no code of the user: line numbers stay.
 */
export function withAccessors(output: string, bindings: readonly CellBinding[]): string {
  const strict = STRICT.exec(output)?.[0] ?? "";
  const accessors = bindings
    .filter((binding) => !binding.isImport)
    .map(({ name, writable }) => {
      const setter = writable ? `,set:(${HOOKS}_v)=>{${name}=${HOOKS}_v}` : "";
      return `${JSON.stringify(name)}:{get:()=>${name}${setter}}`;
    });
  return `${strict}${HOOKS}.bind({${accessors.join(",")}});${output.slice(strict.length)}`;
}

/** The names of modules that the emitted code requires. */
export function requiredModules(output: string): string[] {
  const names = [...output.matchAll(/\brequire\("((?:[^"\\]|\\.)*)"\)/g)].map((match) => JSON.parse(`"${match[1]}"`));
  return [...new Set(names as string[])];
}
