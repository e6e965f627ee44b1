import { afterEach, describe, expect, it, vi } from "vitest";
import { COMMANDS } from "../../src/cli/command-list.js";
import { dispatch } from "../../src/cli/dispatch.js";
import { unpackExperiment } from "../soma/golden-experiment.js";

const root = unpackExperiment();

async function run(...args: string[]): Promise<string> {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  await dispatch({ name: "cellmill", description: "", entries: COMMANDS }, ["info", ...args]);
  return out;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("cellmill info", () => {
  it("prints what is in an experiment", async () => {
    const text = await run(root);
    expect(text).toContain(`${root}: Experiment, 2 items\n`);
    expect(text).toContain("raw: SparseNDArray, 300 × 200\n");
  });

  it("prints it as of a time", async () => {
    expect(await run(root, "--timestamp", "2001-01-01")).toContain("TileDB group, 0 items");
    expect(await run(root, "--timestamp", "4102444800000")).toContain("obs: DataFrame, 300 rows");
  });

  it.each<[string[], RegExp]>([
    [[`${root}/nope`], /neither a TileDB array nor a group/],
    [["a.ipynb"], /cellmill inspect shows its parameters/],
    [[root, "--timestamp", "soon"], /expected an ISO date or milliseconds/],
    [[root, "--config", "vfs.s3.region"], /expected key=value, got "vfs.s3.region"/],
    [[root, "--config", "vfs.s3.regoin=x"], /vfs\.s3\.region/],
  ])("refuses %s", async (args, message) => {
    await expect(run(...args)).rejects.toThrow(message);
  });
});
