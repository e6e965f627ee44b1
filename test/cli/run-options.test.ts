import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { integerValue } from "../../src/cli/integer-option.js";
import { lastValue, optionsHelp, parseArguments } from "../../src/cli/option-table.js";
import { runBatchCommand } from "../../src/cli/run-batch-command.js";
import { RUN_OPTIONS } from "../../src/cli/run-options.js";
import { parametersOf } from "../../src/cli/run-parameters.js";
import { runPaths } from "../../src/cli/run-paths.js";
import { ParameterError } from "../../src/core/index.js";
import { writeNotebook } from "../../src/nbformat/index.js";
import { withPlaces } from "../../src/runner/parameters/parameter-places.js";
import { makeNotebook } from "../runner/make-notebook.js";

const parse = (...args: string[]): ReturnType<typeof parseArguments> => parseArguments(args, RUN_OPTIONS);

describe("cellmill run's arguments", () => {
  it("take options anywhere, values that start with a dash, and every spelling that papermill takes", () => {
    const parsed = parse(
      "-p",
      "a",
      "-5",
      "in.ipynb",
      "--kernel=python3",
      "-lpython",
      "out.ipynb",
      "--no-progress-bar",
      "--start_timeout",
      "9",
    );
    expect(parsed.positional).toEqual(["in.ipynb", "out.ipynb"]);
    expect(parsed.uses.get("parameters")).toEqual([["a", "-5"]]);
    expect([lastValue(parsed, "kernel"), lastValue(parsed, "language")]).toEqual(["python3", "python"]);
    expect(parsed.flags.get("progress-bar")).toBe(false);
    expect(integerValue(parsed, "start-timeout")).toBe(9);
  });

  it("of a batch want at least one job, before a table of runs is shown", async () => {
    const run = runBatchCommand(parse("a.ipynb", "{x}.ipynb", "-p", "x", "1", "-j", "0"), AbortSignal.abort());
    await expect(run).rejects.toThrow("option --jobs: expected a whole number from 1 on, got 0");
  });

  it("of a batch that are refused are told with their places, and without an output that nobody wrote", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cellmill-refused-"));
    const input = join(folder, "in.ipynb");
    const source = "let n: number = 1;\nlet on = true;";
    writeFileSync(input, writeNotebook(makeNotebook("cellmill", [{ source, tags: ["parameters"] }])));
    writeFileSync(join(folder, "sets.yml"), "- n: 1\n- n: x\n");
    const written: string[] = [];
    const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
    const before = process.exitCode;
    try {
      const args = [input, join(folder, "{n}-{on}.ipynb"), "--sets", join(folder, "sets.yml"), "--grid", "on=True,5"];
      await runBatchCommand(parse(...args, "--prepare-only", "--no-progress-bar"), new AbortController().signal);
      expect(process.exitCode).toBe(2);
    } finally {
      spy.mockRestore();
      process.exitCode = before;
    }
    const text = written.join("");
    expect(text).toContain(`n is given at ${join(folder, "sets.yml")}:2:3`);
    expect(text).toContain("on is given at --grid:1:9");
    expect(text).not.toContain("Output Notebook");
    expect(readdirSync(folder).sort()).toEqual(["1-True.ipynb", "in.ipynb", "sets.yml"]);
    rmSync(folder, { recursive: true });
  });

  it("stop at -- and take - for a path", () => {
    expect(parse("-", "--", "-p", "--x").positional).toEqual(["-", "-p", "--x"]);
  });

  it.each([
    [["-p", "a"], /needs two values/],
    [["-k"], /needs a value/],
    [["--paramters", "a", "b"], /unknown option --paramters.*--parameters/],
    [["--report-mode=1"], /takes no value/],
  ])("refuse %j", (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it("take numbers as Python reads them", () => {
    const numbers = [" +1_0 ", "\u0665\u0660", "-3"].map((text) =>
      integerValue(parse("--start-timeout", text), "start-timeout"),
    );
    expect(numbers).toEqual([10, 50, -3]);
  });

  it("refuse a number that is none", () => {
    expect(() => integerValue(parse("--execution-timeout", "soon"), "execution-timeout")).toThrow(
      /whole number.*"soon"/,
    );
  });

  it("merge parameters as papermill does: later sources win, the first mention keeps its place", async () => {
    const base64 = Buffer.from("b: 1\nz: 1").toString("base64");
    const parsed = parse(
      "-r",
      "r",
      "1",
      "-p",
      "p",
      "200_000",
      "-y",
      "{y: 2, b: 2}",
      "-b",
      base64,
      "-p",
      "y",
      "None",
      "--inject-paths",
    );
    expect([...(await parametersOf(parsed, "in", "out"))]).toEqual([
      ["PAPERMILL_INPUT_PATH", "in"],
      ["PAPERMILL_OUTPUT_PATH", "out"],
      ["b", 2],
      ["z", 1],
      ["y", null],
      ["p", 200_000],
      ["r", "1"],
    ]);
  });

  it("name the places in YAML of the parameters that are wrong", async () => {
    const places = new Map<string, string>();
    await parametersOf(parse("-y", "a: 1\nb: 2", "-y", "c: 3", "-p", "c", "4"), "in", "out", places);
    expect(Object.fromEntries(places)).toEqual({ a: "--parameters_yaml:1:1", b: "--parameters_yaml:2:1" });
    const error = new ParameterError({ what: "wrong", names: ["b", "c"] });
    expect(withPlaces(error, places)).toMatchObject({ message: "wrong\n  b is given at --parameters_yaml:2:1" });
    expect(withPlaces(error, new Map())).toBe(error);
  });

  it("show every option once in the help", () => {
    const help = optionsHelp(RUN_OPTIONS);
    for (const spec of RUN_OPTIONS) expect(help.split(`${spec.names[0]} `).length, spec.key).toBeGreaterThan(1);
    expect(help).toContain("-p, --parameters NAME VALUE");
    expect(help).not.toContain("start_timeout");
  });
});

describe("which paths are meant", () => {
  it.each([
    [["in", "out"], false, false, "in", "out"],
    [["in", "out"], true, true, "in", "out"],
    [["out"], true, false, "-", "out"],
    [["in"], false, true, "in", "-"],
    [[], true, true, "-", "-"],
    [["-", "-"], false, false, "-", "-"],
  ])("%j, input piped %s, output piped %s → %s %s", (given, inputPiped, outputPiped, inputPath, outputPath) => {
    expect(runPaths(given, inputPiped, outputPiped)).toEqual({ inputPath, outputPath });
  });

  it.each([
    [["in"], /OUTPUT_PATH/],
    [[], /NOTEBOOK_PATH/],
    [["a", "b", "c"], /extra argument \(c\)/],
  ])("refuses %j on a terminal", (given, message) => {
    expect(() => runPaths(given, false, false)).toThrow(message);
  });
});
