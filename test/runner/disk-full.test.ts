import { expect, it } from "vitest";
import { StoreError } from "../../src/core/index.js";
import { type CodeCell, type Notebook, readNotebook } from "../../src/nbformat/index.js";
import { dropUnsavedOutputs } from "../../src/runner/disk-full.js";
import { executeNotebook } from "../../src/runner/index.js";
import { registerNotebookHandler } from "../../src/runner/io/registry.js";
import { modelRun } from "./beyond/model-kernel.js";
import { makeNotebook } from "./make-notebook.js";

/** Room for all of a notebook but its long outputs. */
const ROOM = 8_000;

/** A disk of a file. */
const disk = { text: "" };
registerNotebookHandler("small-disk://", {
  read: async () => disk.text,
  async write(path, text) {
    if (text.length > ROOM) {
      const cause = Object.assign(new Error("no space left"), { code: "ENOSPC" });
      throw new StoreError({ what: "the file cannot be written", where: path, got: "ENOSPC", cause });
    }
    disk.text = text;
  },
});

async function run(version: string, lines: string[], options = {}): Promise<[error: unknown, cells: CodeCell[]]> {
  disk.text = "";
  const error = await executeNotebook(makeNotebook("cellmill", ["x = 1", ...lines]), "small-disk://a", {
    progressBar: false,
    resume: true,
    kernelPool: modelRun(version, undefined, () => {}).pool,
    logger: { log: (level, line) => level === "ERROR" && logged.push(line) },
    ...options,
  }).catch((thrown: unknown) => thrown);
  return [error, readNotebook(disk.text).cells as CodeCell[]];
}
const logged: string[] = [];

it("a result that has no room leaves a file that says which cells ran, without their outputs", async () => {
  const [error, cells] = await run("v".repeat(ROOM), ["print x", "x = 2"], { requestSaveOnCellExecute: false });
  expect(String(error)).toContain("ENOSPC");
  expect(cells.map((cell) => cell.metadata["papermill"])).toMatchObject(Array(3).fill({ status: "completed" }));
  expect(cells.map((cell) => cell.outputs)).toEqual([[], [], []]);
  expect(cells.map((cell) => cell.metadata["cellmill"])).toEqual([undefined, { status: "output-lost" }, undefined]);
  const { papermill, cellmill } = readNotebook(disk.text).metadata;
  expect([papermill, cellmill]).toMatchObject([{ exception: true }, undefined]);
  expect(logged).toEqual(["No room for the outputs of 1 cells: the file says what ran, without them"]);
});

it("keeps the outputs that the file has already", () => {
  const { cells, ...rest } = makeNotebook("cellmill", ["a", "b", "c"]);
  const [first, second] = cells as CodeCell[];
  for (const cell of [first, second]) cell!.outputs = [{ output_type: "stream", name: "stdout", text: "x" }];
  expect(dropUnsavedOutputs({ ...rest, cells } as Notebook, new Set([first!]))).toEqual([second]);
  expect((cells as CodeCell[]).map((cell) => cell.outputs.length)).toEqual([1, 0, 0]);
});
