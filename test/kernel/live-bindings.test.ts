import { beforeEach, expect, test } from "vitest";
import type { CellBinding } from "../../kernel-ext/src/compiler/cell-bindings.js";
import { LiveBindings } from "../../kernel-ext/src/runtime/live-bindings.js";

const binding = (name: string, writable = true): CellBinding => ({ name, writable, isImport: false });

let live: LiveBindings;
beforeEach(() => {
  live = new LiveBindings();
});

/** A cell with one variable, as generated code has it. */
function cell(name: string, value: unknown, writable = true): { read(): unknown } {
  let variable = value;
  const bindings = [binding(name, writable)];
  const exports = live.createExports(bindings, undefined);
  exports[name] = variable;
  const set = (next: unknown): void => {
    variable = next;
  };
  const access = { get: () => variable, ...(writable ? { set } : {}) };
  live.publish(exports, bindings, { [name]: access }, false);
  return { read: () => variable };
}

test("a later cell reads the variable itself", () => {
  cell("n", 1);
  expect(live.createExports([], undefined)["n"]).toBe(1);
});

test("assigning in a later cell reaches the closures of the earlier one", () => {
  const first = cell("n", 1);
  live.createExports([], undefined)["n"] = 2;
  expect(first.read()).toBe(2);
});

test("declaring anew reaches the closures of the earlier cells, as an injected parameter must", () => {
  const first = cell("n", 1);
  const second = cell("n", 5);
  expect([first.read(), second.read(), live.get("n")]).toEqual([5, 5, 5]);
});

test("a const of an earlier cell keeps its value for its own closures", () => {
  const first = cell("k", 1, false);
  const second = cell("k", 2, false);
  expect([first.read(), second.read(), live.get("k")]).toEqual([1, 2, 2]);
});

test("while a cell declares a name, the earlier value is hidden from it and not touched", () => {
  const first = cell("n", 1);
  const exports = live.createExports([binding("n")], undefined);
  exports["n"] = 7;
  expect([first.read(), live.get("n"), exports["n"]]).toEqual([1, 1, 7]);
});

test("of a cell that failed only what was initialised is published", () => {
  const bindings = [binding("reached"), binding("unset"), binding("dead")];
  const exports = live.createExports(bindings, undefined);
  const variables = {
    reached: { get: () => 1 },
    unset: { get: () => undefined },
    dead: {
      get: (): unknown => {
        throw new ReferenceError("Cannot access 'dead' before initialization");
      },
    },
  };
  expect([...live.publish(exports, bindings, variables, true)]).toEqual(["reached"]);
  expect([live.has("reached"), live.has("unset"), live.has("dead")]).toEqual([true, false, false]);
});

test("imports stay live getters of their module, types among them are left out", () => {
  const module = { value: 1 };
  const bindings = ["value", "Type"].map((name) => ({ name, writable: false, isImport: true }));
  const exports = live.createExports(bindings, undefined);
  Object.defineProperty(exports, "value", { enumerable: true, get: () => module.value });
  expect([...live.publish(exports, bindings, {}, false)]).toEqual(["value"]);
  module.value = 2;
  expect([live.get("value"), live.has("Type")]).toEqual([2, false]);
});
