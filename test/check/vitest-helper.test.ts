import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { notebooks } from "../../src/check/vitest.js";
import { notebookFile, result } from "./notebook-file.js";

const folder = mkdtempSync(join(tmpdir(), "cellmill-vitest-"));
writeFileSync(
  join(folder, "a.ipynb"),
  notebookFile([
    { source: "1 + 1", outputs: [result("2")] },
    { source: "nothing", metadata: { tags: ["nbval-skip"] } },
  ]),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

await notebooks(folder);
