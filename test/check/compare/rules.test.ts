import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DEFAULT_RULES, NBVAL_RULES, rulesFor } from "../../../src/check/compare/index.js";
import { RULE_NAMES } from "../../../src/check/compare/rules.js";
import { RULE_SETTING_NAMES } from "../../../src/check/markers/known-settings.js";
import { type CodeCell, JsonFloat, type JsonObject } from "../../../src/nbformat/index.js";
import { codeCell } from "./outputs.js";

const cellWith = (metadata: unknown): CodeCell => codeCell("1", metadata);

const ours = (check: unknown): JsonObject => ({ cellmill: { check } }) as JsonObject;

describe("the rules for a cell", () => {
  it("are all in the documentation", () => {
    const text = readFileSync(new URL("../../../docs/check-differences.md", import.meta.url), "utf8");
    const table = /^## Rules$([\s\S]*?)^Worth knowing/m.exec(text)?.[1] ?? "";
    const named = table.split("\n").flatMap((row) => (row.split("|")[1] ?? "").match(/[a-z]\w+(?=`)/gi) ?? []);
    expect(named.sort()).toEqual([...RULE_NAMES].sort());
  });

  it("are the defaults without any option", () => {
    expect(rulesFor({}, cellWith({}))).toEqual(DEFAULT_RULES);
  });

  it("take the cell's settings before the notebook's, these before the command line's", () => {
    const options = { rtol: 1, atol: 1, pixelThreshold: 1 };
    const rules = rulesFor(ours({ rtol: 0.5, atol: 0.5 }), cellWith(ours({ rtol: 0.25 })), options);
    expect(rules).toMatchObject({ rtol: 0.25, atol: 0.5, pixelThreshold: 1 });
  });

  it("add lists up, and start afresh after none", () => {
    const notebook = ours({ presets: ["uuids"], ignoreMimes: ["image/*"] });
    const options = { presets: ["times"] as const };
    expect(rulesFor(notebook, cellWith(ours({ presets: ["dates"] })), options).presets).toEqual([
      "ansi",
      "times",
      "uuids",
      "dates",
    ]);
    expect(rulesFor(notebook, cellWith(ours({ presets: ["none", "dates"] })), options).presets).toEqual(["dates"]);
    expect(rulesFor(notebook, cellWith(ours({ ignoreMimes: ["none"] })), options).ignoreMimes).toEqual([]);
  });

  it("read numbers as files have them", () => {
    expect(rulesFor({}, cellWith(ours({ rtol: new JsonFloat(1) }))).rtol).toBe(1);
  });

  it("take pytest-notebook's paths and replacements, of the right cell", () => {
    const notebook = {
      nbreg: {
        diff_ignore: ["/cells/*/outputs/0", "/cells/3/outputs/1", "/metadata/kernelspec"],
        diff_replace: [["/cells/*/outputs/*/text", "(?P<n>\\d+)", "\\g<n>"]],
      },
    };
    const cell = cellWith({ nbreg: { diff_ignore: ["/outputs/*/data/image/png"] } });
    const rules = rulesFor(notebook, cell, {}, 3);
    expect(rules.ignorePaths).toEqual(["/outputs/0", "/outputs/1", "/outputs/*/data/image/png"]);
    const python = { pattern: "(?P<n>\\d+)", replacement: "\\g<n>", path: "/outputs/*/text", syntax: "python" };
    expect(rules.sanitizers).toEqual([python]);
    expect(rulesFor(notebook, cellWith({}), {}, 2).ignorePaths).toEqual(["/outputs/0"]);
  });

  it.each([
    [{ rtoll: 1 }, 'unknown option "rtoll". Did you mean rtol'],
    [{ rtol: -1 }, "option rtol: expected a finite number of at least 0, got -1"],
    [{ rtol: "1" }, 'option rtol: expected a finite number of at least 0, got "1"'],
    [{ pixelThreshold: 2 }, "option pixelThreshold: expected a number from 0 to 1, got 2"],
    [{ maxDifferentPixels: 0.5 }, "option maxDifferentPixels: expected a whole number"],
    [{ presets: ["uuid"] }, "option presets: expected a list of ansi"],
    [{ presets: ["uuids", "uuid"] }, 'whitespace, none, got "uuid"'],
    [{ ignoreMimes: "image/png" }, "option ignoreMimes: expected a list of texts"],
    [{ exactIntegers: 1 }, "option exactIntegers: expected true or false, got 1"],
    [{ sanitizers: [{ pattern: "(", replacement: "" }] }, 'the sanitizer "(" is no valid regular expression'],
    [{ sanitizers: [{ pattern: "a" }] }, "replacement of a sanitizer"],
    [{ sanitizers: ["a"] }, "a sanitizer: expected { pattern, replacement }"],
    [{ sanitizers: [{ pattern: "a", replacement: "b", flag: "i" }] }, 'unknown option "flag"'],
  ])("refuse %j and say why", (settings, message) => {
    expect(() => rulesFor({}, cellWith(ours(settings)), {}, 4)).toThrow(message);
    const cell = cellWith(ours(settings));
    expect(() => rulesFor({}, { ...cell, id: "a1" }, {}, 4)).toThrow("cell a1: cellmill.check");
    delete (cell as Record<string, unknown>)["id"];
    expect(() => rulesFor({}, cell, {}, 4)).toThrow("cell 5 of all cells: cellmill.check");
    expect(() => rulesFor(ours(settings), cellWith({}))).toThrow("notebook: cellmill.check");
  });

  it("are known to the markers by name", () => {
    expect([...RULE_SETTING_NAMES].sort()).toEqual([...RULE_NAMES].sort());
  });

  it("of nbval compare text by its characters", () => {
    expect(NBVAL_RULES).toMatchObject({ rtol: 0, atol: 0, structure: false });
    expect(rulesFor({}, cellWith({}), NBVAL_RULES)).toMatchObject({ rtol: 0, structure: false, presets: [] });
  });
});
