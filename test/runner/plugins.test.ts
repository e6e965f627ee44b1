import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { writeNotebook } from "../../src/nbformat/index.js";
import {
  executeNotebook,
  findEngine,
  loadPlugins,
  registerEngine,
  registerNotebookHandler,
} from "../../src/runner/index.js";
import { type CellDraft, makeNotebook } from "./make-notebook.js";

const NOTEBOOK = writeNotebook(makeNotebook("python3", ["1"]));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-plugins-"));
  const root = JSON.stringify(join(folder, "bucket"));
  writeFileSync(
    join(folder, "handler.mjs"),
    `import { readFileSync, writeFileSync } from "node:fs";
     const file = (path) => ${root} + "-" + path.slice(5).replaceAll("/", "-");
     export function register(host) {
       host.registerNotebookHandler("gs://", {
         read: async (path) => readFileSync(file(path), "utf8"),
         write: async (path, text) => writeFileSync(file(path), text),
       });
     }`,
  );
  mkdirSync(join(folder, "node_modules", "quiet-engine"), { recursive: true });
  const engine = "export const register = (host) => host.registerEngine('quiet', { execute: async () => {} });";
  writeFileSync(join(folder, "node_modules", "quiet-engine", "index.mjs"), engine);
  const manifest = { name: "quiet-engine", version: "1.0.0", exports: "./index.mjs" };
  writeFileSync(join(folder, "node_modules", "quiet-engine", "package.json"), JSON.stringify(manifest));
  const packages: Record<string, [manifest: object, code: string]> = {
    "import-only": [
      { type: "module", exports: { ".": { import: "./index.js" } } },
      "export const register = (host) => host.registerEngine('import-only', { execute: async () => {} });",
    ],
    "default-only": [
      { main: "index.js" },
      "const plugin = { register(host) { host.registerEngine('default-only', { execute: async () => {} }); } };\nmodule.exports = plugin;",
    ],
  };
  for (const [name, [manifest, code]] of Object.entries(packages)) {
    mkdirSync(join(folder, "node_modules", name));
    writeFileSync(join(folder, "node_modules", name, "package.json"), JSON.stringify({ name, ...manifest }));
    writeFileSync(join(folder, "node_modules", name, "index.js"), code);
  }
  writeFileSync(join(folder, "empty.mjs"), "export const nothing = 1;");
  writeFileSync(join(folder, "bucket-in-a.ipynb"), writeNotebook(makeNotebook("python3", ["1"])));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("plug-ins", () => {
  it.each(["gs://", "abs://", "adl://", "hdfs://"])("are asked for by paths with %s", async (scheme) => {
    const run = executeNotebook(`${scheme}in/a.ipynb`, null, { prepareOnly: true });
    await expect(run).rejects.toMatchObject({ tag: "UnsupportedFeatureError" });
    await expect(run).rejects.toThrow(/--plugin/);
    const write = executeNotebook(makeNotebook("python3", ["1"]), `${scheme}out/a.ipynb`, { prepareOnly: true });
    await expect(write).rejects.toMatchObject({ tag: "UnsupportedFeatureError" });
  });

  it("register handlers from a file and engines from a package", async () => {
    await loadPlugins(["./handler.mjs", "quiet-engine"], folder);
    await executeNotebook("gs://in/a.ipynb", "gs://out/a.ipynb", { engineName: "quiet", progressBar: false });
    expect(readFileSync(join(folder, "bucket-out-a.ipynb"), "utf8")).toContain('"status": "pending"');
    expect(findEngine("quiet")).toBeDefined();
  });

  it.each(["import-only", "default-only"])("may be packages of any kind: %s", async (name) => {
    const warn = vi.spyOn(process, "emitWarning");
    await loadPlugins([name], folder);
    expect(findEngine(name)).toBeDefined();
    expect(warn).not.toHaveBeenCalled();
  });

  it("are what the guide shows", async () => {
    const guide = readFileSync(new URL("../../docs/running.md", import.meta.url), "utf8");
    const example = /## Plug-ins[\s\S]*?```js\n([\s\S]*?)```/.exec(guide)?.[1] as string;
    writeFileSync(join(folder, "gs.mjs"), example);
    // Stands for Google's tool: `storage cat gs://…` and `storage cp - gs://…`.
    const tool = `#!/bin/sh\nif [ "$2" = cat ]; then cat "${folder}/stored"; else cat > "${folder}/stored"; fi`;
    writeFileSync(join(folder, "gcloud"), tool, { mode: 0o755 });
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
    await loadPlugins(["./gs.mjs"], folder);
    const options = { engineName: "dry", progressBar: false };
    await executeNotebook(makeNotebook("python3", ["1 + 1"]), "gs://bucket/é.ipynb", options);
    const again = await executeNotebook("gs://bucket/é.ipynb", null, options);
    vi.unstubAllEnvs();
    expect(again.cells[0]).toMatchObject({ source: "1 + 1", metadata: { papermill: { status: "completed" } } });
  });

  it("may give a notebook's bytes, which must be UTF-8", async () => {
    const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
    const handler = {
      read: async (path: string) => bytes(path.endsWith("bad") ? "{\xe9}" : NOTEBOOK),
      write: async () => {},
    };
    registerNotebookHandler("bytes://", handler);
    const good = await executeNotebook("bytes://good", null, { prepareOnly: true });
    expect(good.cells[0]?.source).toBe("1");
    await expect(executeNotebook("bytes://bad", null, { prepareOnly: true })).rejects.toThrow(
      "bytes://bad: the file is not in UTF-8",
    );
  });

  it("give an engine options of its own, which the built-in one refuses", async () => {
    const seen: unknown[] = [];
    registerEngine("asking", { execute: async (_, { engineOptions }) => void seen.push(engineOptions) });
    const run = (engineName: string) =>
      executeNotebook(makeNotebook("python3", ["1"]), null, {
        engineName,
        engineOptions: { execution_timeout: 5 },
        progressBar: false,
      });
    await run("asking");
    expect(seen).toEqual([{ execution_timeout: 5 }]);
    await expect(run("nbclient")).rejects.toThrow(
      /engineOptions of the engine nbclient: unknown option "execution_timeout".*executionTimeout/,
    );
  });

  it.each([
    ["a selection of cells", { select: { only: [1] } }, /"quiet" cannot run a selection/],
    [
      "secrets",
      { parameters: { token: "s3cret-token" }, secrets: { token: "s3cret-token" } },
      /"quiet" cannot keep secrets/,
    ],
  ])("have engines that are refused %s unless they say that they know of it", async (_what, options, message) => {
    await loadPlugins(["quiet-engine"], folder);
    const output = join(folder, "refused.ipynb");
    const run = (engineName: string): Promise<unknown> =>
      executeNotebook(makeNotebook("python3", ["1", "2"]), output, { ...options, engineName, progressBar: false });
    await expect(run("quiet")).rejects.toThrow(message);
    await expect(run("quiet")).rejects.toMatchObject({ tag: "OptionError" });
    expect(existsSync(output)).toBe(false);
    registerEngine("knowing", { supports: ["leftOut", "startSession"], execute: async () => {} });
    await run("knowing");
    expect(existsSync(output)).toBe(true);
    rmSync(output);
  });

  it.each([
    ["run all cells if they do not know of outputs that could be taken over", [], undefined],
    ["get the outputs that can be taken over if they know of them", ["reuse"], 1],
  ] as const)("have engines that %s", async (_what, supports, expected) => {
    const pure = (source: string): CellDraft => ({ source, tags: ["cellmill.pure"] });
    const seen: (number | undefined)[] = [];
    registerEngine("counting", {
      supports,
      execute: async (manager, { reuse }) => {
        seen.push(reuse?.size);
        for (const [index, cell] of manager.notebook.cells.entries()) {
          manager.cellStart(cell, index);
          manager.cellComplete(cell, index);
        }
      },
    });
    const output = join(folder, `resumed-${supports.length}.ipynb`);
    const options = { engineName: "counting", progressBar: false, resume: true };
    await executeNotebook(makeNotebook("cellmill", [pure("1"), pure("2")]), output, options);
    await executeNotebook(makeNotebook("cellmill", [pure("1"), pure("3")]), output, options);
    expect(seen).toEqual([supports.length === 0 ? undefined : 0, expected]);
  });

  it.each(["./none.mjs", "no-such-package", "./empty.mjs"])("that cannot be used (%s) are refused", async (name) => {
    await expect(loadPlugins([name], folder)).rejects.toMatchObject({ tag: "OptionError" });
  });
});
