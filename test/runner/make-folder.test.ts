import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder } from "../../src/runner/io/make-folder.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-folder-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the folder of a file", () => {
  it("is made with all above it, by several at once too, and may be there already", async () => {
    const files = ["a/b/c/x", "a/b/d/x", "a/b/c/y"].map((name) => join(folder, name));
    await Promise.all([...files, ...files].map(makeFolder));
    expect(files.map((file) => statSync(join(file, "..")).isDirectory())).toEqual([true, true, true]);
  });

  it("cannot be made below a file", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(makeFolder(join(folder, "file", "sub", "x"))).rejects.toThrow(/the folder cannot be made/);
  });

  // Node's own way to make folders with their parents never ends there.
  it.runIf(process.platform === "linux")("cannot be made among the system's processes", async () => {
    await expect(makeFolder("/proc/nothing/of/the/kind/x")).rejects.toThrow(/the folder cannot be made/);
  });
});
