import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { COMMANDS } from "../../src/cli/command-list.js";
import { dispatch } from "../../src/cli/dispatch.js";
import { openArray } from "../../src/tiledb/index.js";
import { withTemporaryFolder } from "../tiledb/write/temporary-folder.js";

const run = (...args: readonly string[]): Promise<void> =>
  dispatch({ name: "cellmill", description: "", entries: COMMANDS }, ["sample", ...args]);

describe("cellmill sample", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  it("writes the sample that its options ask for and says what it is", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await withTemporaryFolder(async (folder) => {
      const dir = join(folder, "s");
      await run(dir, "--cells", "1_200", "--genes", "50", "--seed", "4", "--format-version", "21");
      const { schema } = await openArray(join(dir, "ms/RNA/X/raw"));
      expect(schema.version).toBe(21);
      expect(schema.dimensions.map(({ domain }) => domain)).toEqual([
        [0n, 1_199n],
        [0n, 49n],
      ]);
      expect(log.mock.calls).toEqual([[expect.stringMatching(/: 1,200 cells × 50 genes, [\d,]+ values, [\d.]+ s$/)]]);
    });
  });

  it.each([
    ["--cells", "many"],
    ["--genes", "-5"],
    ["--seed", "1.5"],
  ])("refuses %s %s as a wrong option", async (flag, value) => {
    await expect(run("nowhere", flag, value)).rejects.toMatchObject({ tag: "OptionError" });
  });

  it("refuses a format version that it cannot write, and a missing folder name", async () => {
    await expect(run("nowhere", "--format-version", "20")).rejects.toThrow(/expected 21 or 22, got "20"/);
    await expect(run()).rejects.toThrow(/Missing argument 'DIR'/);
  });

  it("refuses a folder that is not empty without --force", async () => {
    vi.spyOn(console, "log").mockImplementation(() => {});
    await withTemporaryFolder(async (folder) => {
      const dir = join(folder, "s");
      await run(dir, "--cells", "10", "--genes", "10");
      await expect(run(dir, "--cells", "10", "--genes", "10")).rejects.toMatchObject({ tag: "OptionError" });
      await run(dir, "--cells", "11", "--genes", "10", "--force");
      expect(await (await openArray(join(dir, "obs"))).cellCount()).toBe(11);
    });
  });

  it("leaves no folder and exit code 130 when it is interrupted", async () => {
    const errors = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    await withTemporaryFolder(async (folder) => {
      const running = run(join(folder, "s"), "--cells", "200000", "--genes", "50");
      // As soon as there is something to clean up.
      while (readdirSync(folder).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      process.emit("SIGINT", "SIGINT"); // as Node does, with its name
      await running;
      expect(process.exitCode).toBe(130);
      expect(readdirSync(folder)).toEqual([]);
      expect(errors).toHaveBeenCalledWith(expect.stringContaining("is as it was"));
    });
  });
});
