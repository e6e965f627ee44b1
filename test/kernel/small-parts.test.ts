import { describe, expect, test } from "vitest";
import { CellHistory } from "../../kernel-ext/src/history.js";
import { requiredModules, withAccessors } from "../../kernel-ext/src/runtime/cell-code.js";
import { toCodePointOffset, toUtf16Offset } from "../../kernel-ext/src/text-position.js";
import { SharedState, Stdin } from "../../kernel-ext/src/thread-state.js";

describe("history", () => {
  const history = new CellHistory();
  history.add(1, "a + 1", "2");
  history.add(2, "b", null);
  history.add(3, "a + 1", "3");

  test.each([
    [
      "tail",
      { hist_access_type: "tail", n: 2 },
      [
        [0, 2, "b"],
        [0, 3, "a + 1"],
      ],
    ],
    ["range", { hist_access_type: "range", session: 0, start: 1, stop: 2 }, [[0, 1, "a + 1"]]],
    ["range of another session", { hist_access_type: "range", session: 4 }, []],
    [
      "search",
      { hist_access_type: "search", pattern: "a*" },
      [
        [0, 1, "a + 1"],
        [0, 3, "a + 1"],
      ],
    ],
    ["unique search", { hist_access_type: "search", pattern: "a + ?", unique: true }, [[0, 3, "a + 1"]]],
    ["search with output", { hist_access_type: "search", pattern: "b", output: true }, [[0, 2, ["b", null]]]],
  ])("answers %s", (_name, request, expected) => {
    expect(history.query(request)).toEqual(expected);
  });
});

test("cursor positions count code points there and UTF-16 units here", () => {
  const text = "a😀b";
  expect([0, 1, 2, 3, 9].map((position) => toUtf16Offset(text, position))).toEqual([0, 1, 3, 4, 4]);
  expect([0, 1, 3, 4].map((offset) => toCodePointOffset(text, offset))).toEqual([0, 1, 2, 3]);
});

test("the modules that emitted code requires are found once each", () => {
  const code = 'const a = require("x"), b = require("@s/y/z"); require("x"); notrequire("n"); require(name)';
  expect(requiredModules(code)).toEqual(["x", "@s/y/z"]);
});

test("accessors go behind the directive, on the first line", () => {
  const bindings = [
    { name: "a", writable: true, isImport: false },
    { name: "k", writable: false, isImport: false },
    { name: "imported", writable: false, isImport: true },
  ];
  const lines = withAccessors('"use strict";\nlet a;', bindings).split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^"use strict";__cellmill__\.bind\(\{"a":\{get:\(\)=>a,set:.*\},"k":\{get:\(\)=>k\}\}\);$/);
});

test("an answer to input() is handed over whole, an interrupt hands over nothing", () => {
  const state = new SharedState();
  state.expectInput();
  new SharedState(state.buffer).answerInput("grüße 😀");
  expect(state.waitForInput()).toBe("grüße 😀");
  state.expectInput();
  state.interruptInput();
  expect(state.waitForInput()).toBeUndefined();
  expect(Stdin.waiting).toBe(0);
});
