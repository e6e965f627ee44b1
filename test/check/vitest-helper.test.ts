import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
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

const flag = join(folder, "flag");
const flaky = `import { existsSync, writeFileSync } from "node:fs";
if (!existsSync(${JSON.stringify(flag)})) { writeFileSync(${JSON.stringify(flag)}, ""); throw new Error("first"); }`;
writeFileSync(join(folder, "flaky.ipynb"), notebookFile([{ source: flaky }]));
const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
writeFileSync(join(folder, "text.ipynb"), notebookFile([{ source: "# text", type: "markdown" }]));

await notebooks([join(folder, "flaky.ipynb"), join(folder, "text.ipynb")], { retries: 1 });

it("says that a cell was flaky", () => {
  expect(warned.mock.calls.join()).toMatch(
    /flaky.ipynb, Cell 1: flaky: passed after 2 attempts; attempt 1: Error: first/,
  );
});
