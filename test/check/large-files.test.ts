import { execFile } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notebookFile } from "./notebook-file.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const MEASURE = fileURLToPath(new URL("../runner/kernels/measure-memory.mjs", import.meta.url));
const TIMEOUT_MS = 180_000;
/** What the command itself takes. */
const BASE_BYTES = 150e6;

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-large-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A notebook of 40 MB; one character beyond U+00FF in each line doubles the memory of a text. */
function write(name: string, end: string): string {
  const text = `${"x".repeat(76)}→\n`.repeat(500_000) + end;
  writeFileSync(at(name), notebookFile([{ source: "1", outputs: [{ name: "stdout", output_type: "stream", text }] }]));
  return at(name);
}

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly peak: number;
}

/** What a command gives, the file as its standard input if one is named. */
function measured(args: readonly string[], input?: string): Promise<Run> {
  const peakFile = at("peak");
  const env = {
    ...process.env,
    NODE_OPTIONS: `--import ${pathToFileURL(MEASURE)}`,
    CELLMILL_PEAK_FILE: peakFile,
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { env, maxBuffer: 2 ** 28 }, (error, out) => {
      const peak = Number(readFileSync(peakFile, "utf8"));
      resolve({ code: error === null ? 0 : Number(error.code), stdout: out, peak });
    });
    if (input !== undefined) createReadStream(input).pipe(child.stdin!);
  });
}

describe.runIf(process.platform === "linux")("files of many megabytes take bounded memory", () => {
  it(
    "when outputs are compared and written anew",
    async () => {
      const path = write("updated.ipynb", "");
      const size = statSync(path).size;
      const { code, peak } = await measured(["check", "--update", path]);
      expect([code, JSON.parse(readFileSync(path, "utf8")).cells[0].outputs[0].data]).toEqual([
        0,
        { "text/plain": ["1"] },
      ]);
      expect(peak).toBeLessThan(BASE_BYTES + 2 * size);
    },
    TIMEOUT_MS,
  );

  it(
    "when two are compared that differ in the last character",
    async () => {
      const [a, b] = [write("a.ipynb", "a"), write("b.ipynb", "b")];
      const { code, stdout, peak } = await measured(["diff", a, b]);
      expect([code, stdout]).toEqual([3, expect.stringContaining("stdout, character 39000001")]);
      expect(peak).toBeLessThan(BASE_BYTES + 2 * 2 * statSync(a).size);
    },
    TIMEOUT_MS,
  );

  it(
    "when a cell shows very many tiny outputs",
    async () => {
      const write = (name: string, last: string): string => {
        const output = (text: string): string =>
          `{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "${text}"}}`;
        const outputs = `[${`${output("1")},\n`.repeat(300_000)}${output(last)}]`;
        const notebook = notebookFile([{ source: "1", outputs: [{ output_type: "here" }] }]);
        writeFileSync(
          at(name),
          notebook.replace(/\[\s*\{\s*"output_type": "here"\s*\}\s*\]/, () => outputs),
        );
        return at(name);
      };
      const [a, b] = [write("a.ipynb", "2"), write("b.ipynb", "3")];
      const { code, stdout, peak } = await measured(["diff", a, b]);
      expect([code, stdout]).toEqual([3, expect.stringContaining("output text/plain, output 300001: 2 became 3")]);
      expect(peak).toBeLessThan(BASE_BYTES + 2 * 2 * statSync(a).size);
    },
    TIMEOUT_MS,
  );

  it(
    "when outputs are removed, however large they are",
    async () => {
      const path = at("strip.ipynb");
      const text = "x".repeat(200e6);
      writeFileSync(path, notebookFile([{ source: "1", outputs: [{ name: "stdout", output_type: "stream", text }] }]));
      const { code, peak } = await measured(["strip", path]);
      expect([code, readFileSync(path, "utf8")]).toEqual([0, notebookFile([{ source: "1", count: null }])]);
      expect(peak).toBeLessThan(BASE_BYTES + 30e6);
    },
    TIMEOUT_MS,
  );

  it(
    "when outputs are removed between standard input and output",
    async () => {
      const path = at("filter.ipynb");
      const text = "x".repeat(200e6);
      writeFileSync(path, notebookFile([{ source: "1", outputs: [{ name: "stdout", output_type: "stream", text }] }]));
      const { code, stdout, peak } = await measured(["strip"], path);
      expect([code, stdout]).toEqual([0, notebookFile([{ source: "1", count: null }])]);
      expect(peak).toBeLessThan(BASE_BYTES + 30e6);
    },
    TIMEOUT_MS,
  );

  it(
    "when git wants one as text",
    async () => {
      const path = write("text.ipynb", "end");
      const { code, stdout, peak } = await measured(["diff", "--textconv", path]);
      expect([code, stdout.endsWith("→\n>   end\n")]).toEqual([0, true]);
      expect(peak).toBeLessThan(BASE_BYTES + 2 * statSync(path).size);
    },
    TIMEOUT_MS,
  );
});
