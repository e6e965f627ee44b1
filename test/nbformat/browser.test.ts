import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { type OutputChunk, rolldown } from "rolldown";
import { beforeAll, describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { readJson, readNotebook, validateNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { notebookText } from "./arbitrary-notebook.js";
import { oldNotebookText } from "./arbitrary-old-notebook.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
// As a user's bundler finds it: by the package's name and its exports.
const entry = createRequire(`${root}/notebooks/cell.js`).resolve("cellmill/nbformat");

/** What the library makes of a text: problems, the notebook upgraded and not, the JSON; or the error's message. */
function fate(text: string): string {
  try {
    const problems = validateNotebook(readJson(text));
    return JSON.stringify([
      problems,
      ...[true, false].map((upgrade) => writeNotebook(readNotebook(text, { upgrade }))),
    ]);
  } catch (error) {
    if (!isCellmillError(error)) throw error;
    return `${error.tag}: ${error.message}`;
  }
}

const FATE_IN_BUNDLE = `(text) => {
  const { readJson, readNotebook, validateNotebook, writeNotebook } = nbformat;
  try {
    const problems = validateNotebook(readJson(text));
    return JSON.stringify([problems, ...[true, false].map((upgrade) => writeNotebook(readNotebook(text, { upgrade })))]);
  } catch (error) {
    if (error.tag === undefined) throw error;
    return error.tag + ": " + error.message;
  }
}`;

const golden = JSON.parse(
  readFileSync(new URL("../golden/nbformat/data/roundtrip.json", import.meta.url), "utf8"),
) as readonly { readonly input: string; readonly output: string }[];

describe("cellmill/nbformat, bundled for browsers", () => {
  let chunks: readonly OutputChunk[];
  let fateInBundle: (text: string) => string;
  let bundled: { readNotebook(text: string, options: object): unknown; writeNotebook(notebook: unknown): string };

  beforeAll(async () => {
    const bundle = await rolldown({ input: entry, platform: "browser", cwd: root, logLevel: "silent" });
    const { output } = await bundle.generate({ format: "iife", name: "nbformat" });
    await bundle.close();
    chunks = output.filter((each) => each.type === "chunk");
    // A fresh context has what the language has, and the coders of UTF-8: less than any page or web worker.
    const context = createContext({ TextDecoder, TextEncoder });
    runInContext(chunks.map(({ code }) => code).join("\n"), context);
    bundled = runInContext("nbformat", context) as typeof bundled;
    fateInBundle = runInContext(FATE_IN_BUNDLE, context) as (text: string) => string;
  });

  it("is one piece that imports nothing and holds only files of its own and of core", () => {
    expect(chunks).toHaveLength(1);
    expect([...chunks[0]!.imports, ...chunks[0]!.dynamicImports]).toEqual([]);
    const folders = new Set(Object.keys(chunks[0]!.modules).map((id) => id.split("/").slice(-3, -1).join("/")));
    expect([...folders].sort()).toEqual(["dist/core", "dist/nbformat", "nbformat/large"]);
  });

  it("names nothing of Node", () => {
    expect(chunks[0]!.code).not.toMatch(
      /["'`]node:|\brequire\s*\(|\b(process|Buffer|__dirname|__filename|setImmediate)\b/,
    );
  });

  it("writes byte for byte what Python's nbformat writes", () => {
    for (const { input, output } of golden)
      expect(bundled.writeNotebook(bundled.readNotebook(input, { upgrade: false }))).toBe(output);
  });

  it("reads, upgrades, validates and writes as in Node, errors included", () => {
    const damaged = golden.flatMap(({ input }) => [input.slice(0, input.length >> 1), input.replace("cell_type", "x")]);
    const random = [notebookText, ...[1, 2, 3].map(oldNotebookText)].flatMap((each, seed) =>
      fc.sample(each, { numRuns: 150, seed }),
    );
    const texts = [...golden.map(({ input }) => input), ...damaged, ...random];
    expect(texts.map(fateInBundle)).toEqual(texts.map(fate));
  });
});
