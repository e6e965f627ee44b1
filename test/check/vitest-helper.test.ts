import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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

it("ends a notebook that takes longer than it may, once and for all of its cells", () => {
  const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
  const late = mkdtempSync(join(tmpdir(), "cellmill-late-"));
  writeFileSync(
    join(late, "late.ipynb"),
    notebookFile([{ source: "// nothing" }, { source: "for (;;) {}" }, { source: "1" }]),
  );
  const helper = JSON.stringify(path("src/check/vitest.ts"));
  const test = `import { notebooks } from ${helper};\nawait notebooks("late.ipynb", { timeoutMs: 8000 });`;
  writeFileSync(join(late, "late.test.ts"), test);
  const args = [path("node_modules/vitest/vitest.mjs"), "run", "--root", late, "--reporter", "json"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: late, encoding: "utf8" });
  rmSync(late, { recursive: true, force: true });
  const report = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
    testResults: { assertionResults: { status: string; failureMessages: string[] }[] }[];
  };
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(results.map(({ status }) => status)).toEqual(["passed", "failed", "failed"]);
  for (const { failureMessages } of results.slice(1))
    expect(failureMessages.join()).toMatch(/late\.ipynb(.|\n)*took longer than 8000 ms/);
}, 60_000);
