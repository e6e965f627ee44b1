import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cellmill = join(root, "dist/cli/main.js");
const tutorial = join(root, "notebooks/tutorial.ipynb");

interface Output {
  output_type: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}
interface NotebookCell {
  id: string;
  cell_type: string;
  source: string | string[];
  outputs: Output[];
}

let folder: string;
let experiment: string;

function run(args: string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cellmill, ...args], { cwd: root }, (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

/** The outputs of one cell of an executed notebook: its printed text and its result by MIME type. */
function cellOf(path: string, id: string): { stream: string; result: Record<string, unknown> } {
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as { cells: NotebookCell[] };
  const { outputs } = cells.find((cell) => cell.id === id)!;
  const stream = outputs.flatMap((output) => (output.output_type === "stream" ? output.text! : []));
  const result = outputs.find((output) => output.output_type === "execute_result")?.data ?? {};
  return { stream: [stream].flat().join(""), result };
}

const plain = (cell: { result: Record<string, unknown> }): string =>
  [cell.result["text/plain"] as string | string[]].flat().join("");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-tutorial-"));
  experiment = join(folder, "experiment");
  const { code, stderr } = await run(["sample", experiment, "--cells", "4000", "--genes", "2000", "--seed", "3"]);
  expect(stderr + code).toMatch(/0$/);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the tutorial notebook", () => {
  it("runs headless with other parameters and shows what Scanpy's tutorial shows", async () => {
    const output = join(folder, "lung.ipynb");
    const parameters = ["-p", "experimentUri", experiment, "-p", "tissue", "lung", "-p", "chunkSize", "200_000"];
    const { code, stderr } = await run(["run", tutorial, output, ...parameters, "-p", "nWorkers", "2"]);
    expect(stderr).toContain("Executing: 100%");
    expect(code).toBe(0);

    expect(plain(cellOf(output, "open-experiment"))).toContain(`<Experiment '${experiment}' (open for 'r') (2 items)`);
    const nObs = Number(plain(cellOf(output, "n-obs")));
    expect(nObs).toBeGreaterThan(500);
    expect(cellOf(output, "n-obs").stream).toMatch(/^CPU times: user .*, sys: .*, total: .*\nWall time: .*\n$/);
    expect(plain(cellOf(output, "start-cluster"))).toContain("workers=2");
    expect(plain(cellOf(output, "to-anndata"))).toMatch(
      new RegExp(`^AnnData object with n_obs × n_vars = ${nObs} × 2000\n {4}obs: 'soma_joinid', 'dataset_id', 'assay'`),
    );
    expect(plain(cellOf(output, "top-10"))).toContain("cell_type");
    expect(plain(cellOf(output, "view"))).toMatch(/^View of AnnData object with n_obs × n_vars = \d+ × 2000\n/);
    expect(plain(cellOf(output, "view"))).toContain(
      "'n_measured_obs', 'highly_variable', 'means', 'dispersions', 'dispersions_norm'\n" +
        "    uns: 'log1p', 'hvg', 'pca'\n    obsm: 'X_pca'\n    varm: 'PCs'",
    );
    const plot = cellOf(output, "plot").result;
    expect(Object.keys(plot).sort()).toEqual(["application/vnd.plotly.v1+json", "image/png", "text/plain"]);
    expect(Buffer.from(String(plot["image/png"]), "base64").subarray(1, 4).toString()).toBe("PNG");
  });

  it("is refused before the kernel starts when a parameter has an unknown name", async () => {
    const output = join(folder, "refused.ipynb");
    const { code, stderr } = await run(["run", tutorial, output, "-p", "tisue", "lung"]);
    expect(code).toBe(2);
    expect(stderr).toContain("tissue");
    expect(stderr).toContain("chunkSize");
    expect(() => readFileSync(output)).toThrow("ENOENT");
  });

  it("is refused before the kernel starts when a parameter has the wrong type", async () => {
    const { code, stderr } = await run(["run", tutorial, join(folder, "typed.ipynb"), "-p", "chunkSize", "many"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/chunkSize.*number/s);
  });

  it("is committed with the outputs of the sample run, pictures included", () => {
    const { cells } = JSON.parse(readFileSync(tutorial, "utf8")) as { cells: NotebookCell[] };
    const outputs = cells.filter((cell) => cell.cell_type === "code").flatMap((cell) => cell.outputs);
    expect(outputs.filter((output) => output.output_type === "error")).toEqual([]);
    expect(Object.keys(cellOf(tutorial, "plot").result)).toContain("image/png");
  });
});
