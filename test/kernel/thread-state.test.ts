import { expect, test } from "vitest";
import { SharedState } from "../../kernel-ext/src/thread-state.js";

/** The two threads' views of one memory. */
function views(): { readonly io: SharedState; readonly main: SharedState } {
  const main = new SharedState();
  return { main, io: new SharedState(main.buffer) };
}

test("an interrupt without a cell is refused and leaves nothing behind", () => {
  const { io, main } = views();
  expect(io.requestInterrupt()).toBe(false);
  io.addCell();
  expect(main.takeInterrupt()).toBe(false);
});

test("an interrupt is taken once", () => {
  const { io, main } = views();
  io.addCell();
  expect(io.requestInterrupt()).toBe(true);
  expect(io.requestInterrupt()).toBe(true);
  expect([main.interruptPending, main.takeInterrupt(), main.takeInterrupt()]).toEqual([true, true, false]);
});

test("an interrupt that a cell did not take ends with the cell, also when another one waits", () => {
  const { io, main } = views();
  io.addCell();
  io.addCell();
  io.requestInterrupt();
  main.removeCell();
  expect(main.interruptPending).toBe(false);
  expect(io.requestInterrupt(), "the other cell still waits").toBe(true);
  main.removeCell();
  expect(main.interruptPending).toBe(false);
  expect(io.requestInterrupt()).toBe(false);
});

test("cells that come while an interrupt waits are counted beside it", () => {
  const { io, main } = views();
  io.addCell();
  io.requestInterrupt();
  io.addCell();
  expect(main.takeInterrupt()).toBe(true);
  main.removeCell();
  main.removeCell();
  expect(io.requestInterrupt()).toBe(false);
});
