import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installKernelspec } from "../../src/jupyter/kernelspec-install.js";
import { oraclePython } from "../oracle/python.js";

let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jupyter-data-"));
  env = { ...process.env, JUPYTER_DATA_DIR: folder, JUPYTER_PATH: "", IPYTHONDIR: join(folder, "ipython") };
  installKernelspec({ name: "cellmill-test", env });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function python(script: string, input = ""): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(oraclePython(), [path, "cellmill-test"], { env, cwd: folder });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}

test("the kernel passes jupyter_kernel_test, skipping only the pager", async () => {
  const { code, stderr } = await python("conformance.py");
  expect(code, stderr).toBe(0);
  const skipped = stderr.match(/\.\.\. skipped.*/g) ?? [];
  expect(skipped, stderr).toHaveLength(1);
  expect(stderr).toMatch(/test_pager.* \.\.\. skipped|test_pager[^\n]*\n[^\n]*skipped/);
});

test("nbclient runs a notebook through the kernel", async () => {
  const cells = [
    { source: "let size = 2;", tags: ["parameters"] },
    { source: "var size = 5;", tags: ["injected-parameters"] },
    { source: "console.log('first'); console.error('second'); size * 2" },
    { source: "for (let i = 0; i < 5000; i++) console.log(i);" },
    { source: "await display({ 'text/html': '<b>bold</b>' }, { raw: true, displayId: 'd' });" },
    { source: "await display({ 'text/html': '<b>new</b>' }, { raw: true, displayId: 'd', update: true });" },
    { source: "const wrong: number = 'text';" },
    { source: "throw new RangeError('on purpose');" },
    { source: "size" },
  ];
  const { code, stdout, stderr } = await python("run_notebook.py", JSON.stringify(cells));
  expect(code, stderr).toBe(0);
  const executed = JSON.parse(stdout) as { execution_count: number; outputs: Record<string, unknown>[] }[];
  expect(executed.map((cell) => cell.execution_count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const [, , streams, lines, shown, , wrong, thrown, last] = executed.map((cell) => cell.outputs);
  expect(streams).toEqual([
    { output_type: "stream", name: "stdout", text: "first\n" },
    { output_type: "stream", name: "stderr", text: "second\n" },
    { output_type: "execute_result", execution_count: 3, metadata: {}, data: { "text/plain": "10" } },
  ]);
  expect(lines!.map((output) => output["text"]).join("")).toBe(
    Array.from({ length: 5000 }, (_, index) => `${index}\n`).join(""),
  );
  expect(shown).toMatchObject([{ output_type: "display_data", data: { "text/html": "<b>new</b>" } }]);
  expect(wrong).toMatchObject([{ output_type: "error", ename: "TypeScriptError" }]);
  expect(thrown).toMatchObject([{ output_type: "error", ename: "RangeError", evalue: "on purpose" }]);
  expect(last).toMatchObject([{ data: { "text/plain": "5" } }]);
});
