import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { checkNotebooks } from "../../src/check/index.js";
import { KernelError } from "../../src/core/index.js";
import { notebookFile } from "./notebook-file.js";

vi.mock(import("../../src/jupyter/kernelspecs.js"), async (importOriginal) => ({
  ...(await importOriginal()),
  resolveKernelspec: () => {
    throw new KernelError({ what: "the package cellmill-kernel is not installed" });
  },
}));

const folder = mkdtempSync(join(tmpdir(), "cellmill-no-kernel-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("needs the kernel for TypeScript alone, and says in the notebook's verdict that it is missing", async () => {
  const typescript = notebookFile([{ source: "1 + 1" }]);
  const python = JSON.parse(typescript) as { metadata: object };
  python.metadata = { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } };
  writeFileSync(join(folder, "a.ipynb"), JSON.stringify(python));
  writeFileSync(join(folder, "b.ipynb"), typescript);
  const verdicts = await checkNotebooks([folder], { mode: "types-only" });
  expect(verdicts.map(({ error, cells }) => [error, cells.map(({ status }) => status)])).toEqual([
    [undefined, ["skipped"]],
    [expect.stringContaining("cellmill-kernel is not installed"), []],
  ]);
});
