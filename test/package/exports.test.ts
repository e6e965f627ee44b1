import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, it } from "vitest";

interface Manifest {
  exports: Record<string, string | Record<string, string>>;
  typesVersions: { "*": Record<string, string[]> };
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as Manifest;
const subpaths = Object.keys(manifest.exports).filter((key) => key !== "./package.json");

describe("package.json", () => {
  it("maps the types of every subpath for old module resolution, to the same file as exports does", () => {
    const mapped = Object.entries(manifest.typesVersions["*"]).map(([name, [file]]) => [`./${name}`, file]);
    const exported = subpaths
      .filter((key) => key !== ".")
      .map((key) => [key, (manifest.exports[key] as Record<string, string>)["types"]]);
    expect(mapped).toEqual(exported);
  });

  it.each(subpaths)("offers only the conditions types and default for %s", (key) => {
    expect(Object.keys(manifest.exports[key]!)).toEqual(["types", "default"]);
  });

  // Cells load the package by require(); a top-level await anywhere in the graph would make that throw.
  it.each(subpaths)("loads %s by require", (key) => {
    const require = createRequire(`${root}/notebooks/cell.js`);
    expect(() => require(`cellmill${key.slice(1)}`)).not.toThrow();
  });

  it("passes publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: root, strict: true });
    // `typesVersions` and the missing `import` condition are wanted: see docs/decisions/0001-esm-only.md.
    const serious = messages.filter((message) => message.type !== "suggestion");
    expect(serious.map((message) => formatMessage(message, pkg))).toEqual([]);
  });
});
