import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { checkNotebooks } from "../../src/check/index.js";
import { command } from "../../src/cli/commands/strip.js";
import { parseArguments } from "../../src/cli/option-table.js";
import { StoreError } from "../../src/core/index.js";
import { notebookFile, result } from "./notebook-file.js";

/** A disk that takes the beginning of a file. */
vi.mock("../../src/runner/io/registry.js", async (original) => ({
  ...(await original<object>()),
  async writePieces(path: string, pieces: Iterable<unknown>) {
    for (const _ of pieces);
    throw new StoreError({ what: "the file cannot be written", where: path, got: "ENOSPC" });
  },
}));

const CELLS = [{ source: "1", outputs: [result("2\n3\n4")] }, { source: "throw 1" }];

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-unwritable-"));
  path = join(folder, "n.ipynb");
  writeFileSync(path, notebookFile(CELLS));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("an update that cannot be written says so, and what it found, with the lines of the file as it is", async () => {
  const [verdict] = await checkNotebooks([path], { mode: "update" });
  expect([verdict?.error, verdict?.written, ...(verdict?.cells ?? []).map(({ status }) => status)]).toEqual([
    `${path}: the file cannot be written: got ENOSPC`,
    undefined,
    "failed",
    "failed",
  ]);
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines[verdict?.cells[1]?.reportLine ?? 0]).toContain("throw 1");
});

it("what is not stripped is not said to be", async () => {
  const print = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await expect(command.run(parseArguments([path], command.options))).rejects.toThrow("ENOSPC");
  expect(print.mock.calls).toEqual([]);
  print.mockRestore();
});
