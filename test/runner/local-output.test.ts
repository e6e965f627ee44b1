import { spawn } from "node:child_process";
import {
  appendFileSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CodeCell,
  type Notebook,
  readNotebook,
  validateNotebook,
  writeNotebook,
} from "../../src/nbformat/index.js";
import { LocalOutput } from "../../src/runner/io/local-output.js";
import { NotebookText } from "../../src/runner/notebook-text.js";
import { makeNotebook } from "./make-notebook.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-output-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);

/** Saves a notebook again and again, as the execution manager does. */
function saving(
  path: string,
  notebook: Notebook,
): { text: NotebookText; save: () => Promise<number>; kept: () => number } {
  const output = new LocalOutput(path);
  const text = new NotebookText();
  let kept = 0;
  const save = async (): Promise<number> => {
    let written = (): void => {};
    const bytes = await output.save((hasLast) => {
      const version = text.version(notebook, hasLast);
      written = version.written;
      if (hasLast) kept++;
      return version.pieces;
    });
    written();
    return bytes;
  };
  return { text, save, kept: () => kept };
}

function print(notebook: Notebook, index: number, text: string): void {
  const cell = notebook.cells[index] as CodeCell;
  cell.outputs.push({ output_type: "stream", name: "stdout", text });
  cell.execution_count = index + 1;
}

const sized = fc.constantFrom(10, 3_000, 70_000, 700_000, 1_500_000);
const step = fc.oneof(
  fc.record({ kind: fc.constant("print" as const), cell: fc.nat(5), size: sized }),
  fc.record({ kind: fc.constant("clear" as const), cell: fc.nat(5) }),
  fc.record({
    kind: fc.constantFrom(
      "save" as const,
      "touch file" as const,
      "replace" as const,
      "append" as const,
      "remove" as const,
    ),
  }),
);

describe("a notebook that is saved while it changes", () => {
  it("is in the file, byte for byte as it is written whole, after each save and whatever others do to the file", async () => {
    let cases = 0;
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const path = file(`property-${cases++}.ipynb`);
        const notebook = makeNotebook("python3", ["a", "b é", "c", "d", "e", "f"]);
        const output = saving(path, notebook);
        await output.save();
        for (const taken of steps) {
          if (taken.kind === "print") print(notebook, taken.cell, `${"é→x".repeat(taken.size / 3)}\n${taken.size}`);
          else if (taken.kind === "clear") (notebook.cells[taken.cell] as CodeCell).outputs = [];
          else if (taken.kind === "touch file") utimesSync(path, 1, 1);
          else if (taken.kind === "replace") writeFileSync(path, "not ours");
          else if (taken.kind === "append") appendFileSync(path, "more");
          else if (taken.kind === "remove") rmSync(path);
          if ("cell" in taken) output.text.touch(notebook.cells[taken.cell]!);
          await output.save();
          const bytes = readFileSync(path, "utf8");
          expect(bytes === writeNotebook(notebook)).toBe(true);
        }
        expect(validateNotebook(readNotebook(readFileSync(path)))).toEqual([]);
        kept += output.kept();
        rmSync(path);
      }),
      { numRuns: 25 },
    );
    expect(kept).toBeGreaterThan(50);
    expect(readdirSync(folder)).toEqual([]);
    // Some hundred megabytes are written, compared and read: a busy machine may take its time.
  }, 600_000);

  it("serialises only what changed", async () => {
    const notebook = makeNotebook("python3", ["a", "b", "c"]);
    const output = saving(file("changed.ipynb"), notebook);
    await output.save();
    // Changes that nobody was told of must not show: the last version's bytes are used.
    notebook.cells[0]!.source = "behind its back";
    notebook.cells[2]!.source = "behind its back";
    notebook.cells[1]!.source = "told";
    output.text.touch(notebook.cells[1]!);
    await output.save();
    const saved = readFileSync(file("changed.ipynb"), "utf8");
    expect(saved).toContain("told");
    expect(saved).not.toContain("behind");
  });

  it("keeps what a failed save did not replace, and all that changed meanwhile is in the next", async () => {
    const notebook = makeNotebook("python3", ["a", "b"]);
    const path = file("failed.ipynb");
    const output = new LocalOutput(path);
    const text = new NotebookText();
    const save = async (fail: boolean): Promise<void> => {
      let written = (): void => {};
      await output.save((hasLast) => {
        const version = text.version(notebook, hasLast);
        written = version.written;
        if (!fail) return version.pieces;
        return (function* () {
          for (const piece of version.pieces) yield piece;
          throw new Error("no room");
        })();
      });
      written();
    };
    await save(false);
    const first = readFileSync(path, "utf8");
    print(notebook, 0, "one");
    text.touch(notebook.cells[0]!);
    await expect(save(true)).rejects.toMatchObject({ tag: "StoreError", message: expect.stringContaining("no room") });
    expect(readFileSync(path, "utf8")).toBe(first);
    print(notebook, 1, "two");
    text.touch(notebook.cells[1]!);
    await save(false);
    expect(readFileSync(path, "utf8")).toBe(writeNotebook(notebook));
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("is written through a link, keeps its permissions, leaves other links to the old version as they were", async () => {
    const notebook = makeNotebook("python3", ["a"]);
    writeFileSync(file("target.ipynb"), "old", { mode: 0o600 });
    symlinkSync(file("target.ipynb"), file("link.ipynb"));
    linkSync(file("target.ipynb"), file("backup.ipynb"));
    const output = saving(file("link.ipynb"), notebook);
    for (let i = 0; i < 3; i++) {
      print(notebook, 0, "x".repeat(800_000));
      output.text.touch(notebook.cells[0]!);
      await output.save();
    }
    expect(lstatSync(file("link.ipynb")).isSymbolicLink()).toBe(true);
    expect(readFileSync(file("target.ipynb"), "utf8")).toBe(writeNotebook(notebook));
    expect(statSync(file("target.ipynb")).mode & 0o777).toBe(0o600);
    expect(readFileSync(file("backup.ipynb"), "utf8")).toBe("old");
  });

  it("can have a name as long as the file system allows", async () => {
    const path = file(`${"é".repeat(120)}.ipynb`);
    await saving(path, makeNotebook("python3", ["a"])).save();
    expect(validateNotebook(readNotebook(readFileSync(path, "utf8")))).toEqual([]);
    rmSync(path);
  });

  it("is whole for whoever reads it at any moment, slowly too", async () => {
    const notebook = makeNotebook(
      "python3",
      Array.from({ length: 30 }, (_, i) => `${i}`),
    );
    const path = file("read.ipynb");
    const output = saving(path, notebook);
    await output.save();
    // Another process reads it over and over: each time a whole notebook, never fewer cells with output than before.
    const reader = `
      const { readFileSync } = require("node:fs");
      let least = 0, reads = 0;
      process.stdin.once("data", () => { console.log(JSON.stringify({ least, reads })); process.exit(0); });
      const look = () => {
        const { cells } = JSON.parse(readFileSync(${JSON.stringify(path)}, "utf8"));
        const done = cells.filter((cell) => cell.outputs.length > 0).length;
        if (cells.length !== 30 || done < least) throw new Error("torn: " + done + " after " + least);
        least = done; reads++;
        setImmediate(look);
      };
      console.log("ready"); look();`;
    const child = spawn(process.execPath, ["-e", reader], { stdio: ["pipe", "pipe", "inherit"] });
    let said = "";
    await new Promise<void>((resolve) =>
      child.stdout.on("data", (data) => {
        said += String(data);
        resolve();
      }),
    );
    const slow = await open(path, "r");
    const whole = readFileSync(path);
    for (let i = 0; i < 30; i++) {
      print(notebook, i, `${"y".repeat(79)}\n`.repeat(1_000));
      output.text.touch(notebook.cells[i]!);
      await output.save();
    }
    // Who opened an old version goes on reading that one.
    expect((await slow.readFile()).equals(whole)).toBe(true);
    await slow.close();
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin.write("end\n");
    expect(await ended).toBe(0);
    const { reads } = JSON.parse(said.slice(said.indexOf("{")) || "{}") as { reads: number };
    expect(reads).toBeGreaterThan(0);
  });
});
