import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSample } from "../../src/sample/index.js";
import { type ColumnData, openArray, openGroup, type TiledbArray } from "../../src/tiledb/index.js";
import { oraclePython } from "../oracle/python.js";
import { withTemporaryFolder } from "../tiledb/write/temporary-folder.js";

const SCRIPT = fileURLToPath(new URL("./read_with_tiledbsoma.py", import.meta.url));
const CONTINUE = fileURLToPath(new URL("./continue_with_tiledbsoma.py", import.meta.url));
const CELLS = 6_000;
const GENES = 5_000;

interface FieldSchema {
  readonly filters: readonly string[];
  readonly tile?: number;
  readonly type?: string;
  readonly nullable?: boolean;
}

interface OracleSchema {
  readonly dims: Readonly<Record<string, FieldSchema>>;
  readonly attrs: Readonly<Record<string, FieldSchema>>;
  readonly offsets: readonly string[];
  readonly validity: readonly string[];
  readonly capacity: number;
  readonly duplicates: boolean;
  readonly order: readonly string[];
}

interface OracleFragment {
  readonly version: number;
  readonly cells: number;
  readonly domain: readonly (readonly [number, number])[];
  readonly boxes: readonly (readonly (readonly [number, number])[])[];
}

type Rows = Readonly<Record<string, readonly unknown[]>>;

interface OracleAnswer {
  readonly types: readonly string[];
  readonly shapes: { readonly X: readonly number[]; readonly obs: unknown; readonly var: unknown };
  readonly obs: Rows;
  readonly obsTypes: Readonly<Record<string, string>>;
  readonly var: Rows;
  readonly X: Readonly<Record<string, string>>;
  readonly queries: Readonly<Record<string, { readonly n: number; readonly joinids: number }>>;
  readonly part: Readonly<Record<string, readonly number[]>>;
  readonly presence: number;
  readonly schemas: Readonly<Record<"obs" | "var" | "X", OracleSchema>>;
  readonly fragments: Readonly<Record<"obs" | "var" | "X", OracleFragment>>;
  readonly anndata: { readonly shape: readonly number[]; readonly sums_equal: boolean };
  readonly scanpy: {
    readonly hvg: number;
    readonly named_hvg: readonly string[];
    readonly agreement: number;
    readonly types: number;
  };
}

/** The values of a column as tiledbsoma shows them: text, numbers, booleans, categories by name. */
async function shown(array: TiledbArray, column: ColumnData): Promise<unknown[]> {
  if (column.offsets !== undefined) {
    const bytes = column.values as Uint8Array;
    const texts = Array.from(column.offsets as ArrayLike<number>).slice(0, -1);
    return texts.map((start, i) => new TextDecoder().decode(bytes.subarray(start, column.offsets![i + 1])));
  }
  if (column.enumeration !== undefined) {
    const { values } = await array.enumeration(column.enumeration);
    return Array.from(column.values as ArrayLike<number | bigint>, (code) => values[Number(code)]);
  }
  const plain = Array.from(column.values as ArrayLike<number | bigint>);
  return plain.map((value) => (column.type === "bool" ? value === 1 : Number(value)));
}

async function frame(uri: string): Promise<Record<string, unknown[]>> {
  const array = await openArray(uri);
  const result: Record<string, unknown[]> = {};
  for (const [name, column] of await array.read()) result[name] = await shown(array, column);
  return result;
}

function hash(values: ArrayBufferView): string {
  return createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}

const zstdFilter = (level: number): string => `ZstdFilter(level=${level})`;

describe.each([22, 21] as const)("the sample in format %i, read by tiledbsoma", (formatVersion) => {
  let folder = "";
  let uri = "";
  let answer: OracleAnswer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cellmill-sample-"));
    uri = join(folder, "sample");
    await writeSample(uri, { cells: CELLS, genes: GENES, seed: 11, formatVersion });
    const output = execFileSync(oraclePython(), [SCRIPT, uri], { encoding: "utf8", maxBuffer: 2 ** 28 });
    answer = JSON.parse(output) as OracleAnswer;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is an experiment of the right types and shapes", () => {
    expect(answer.types).toEqual([
      "SOMAExperiment",
      "SOMACollection",
      "SOMAMeasurement",
      "SOMACollection",
      "SOMADataFrame",
      "SOMASparseNDArray",
    ]);
    expect(answer.shapes).toEqual({ X: [CELLS, GENES], obs: [[0, CELLS - 1]], var: [[0, GENES - 1]] });
  });

  it("has the same obs, var and X, value by value", async () => {
    const obs = await frame(join(uri, "obs"));
    expect(Object.keys(answer.obs).length).toBe(28);
    for (const [name, values] of Object.entries(answer.obs)) expect(values, name).toEqual(obs[name]);
    const genes = await frame(join(uri, "ms/RNA/var"));
    expect(Object.keys(answer.var).length).toBe(7);
    for (const [name, values] of Object.entries(answer.var)) expect(values, name).toEqual(genes[name]);
    const cells = await (await openArray(join(uri, "ms/RNA/X/raw"))).read();
    for (const [name, expected] of Object.entries(answer.X)) expect(hash(cells.get(name)!.values), name).toBe(expected);
  });

  it("answers value filters as the data says", async () => {
    const obs = await frame(join(uri, "obs"));
    const holds: Record<string, (row: (name: string) => unknown) => boolean> = {
      'tissue_general == "liver" and is_primary_data == True': (row) =>
        row("tissue_general") === "liver" && row("is_primary_data") === true,
      'cell_type in ["T cell", "B cell"] or raw_sum > 3000': (row) =>
        row("cell_type") === "T cell" || row("cell_type") === "B cell" || Number(row("raw_sum")) > 3000,
      'sex != "female" and nnz <= 500': (row) => row("sex") !== "female" && Number(row("nnz")) <= 500,
      'observation_joinid < "a" and disease == "normal"': (row) =>
        String(row("observation_joinid")) < "a" && row("disease") === "normal",
      'cell_type == "no such type"': () => false,
    };
    expect(Object.keys(answer.queries)).toEqual(Object.keys(holds));
    for (const [text, test] of Object.entries(holds)) {
      const rows = Array.from({ length: CELLS }, (_, i) => i).filter((i) => test((name) => obs[name]![i]));
      expect(answer.queries[text], text).toEqual({ n: rows.length, joinids: rows.reduce((sum, i) => sum + i, 0) });
    }
  });

  it("answers coordinates across space tiles", async () => {
    const columns = await (await openArray(join(uri, "ms/RNA/X/raw"))).read({ int64: "number" });
    const [rows, cols, values] = ["soma_dim_0", "soma_dim_1", "soma_data"].map((name) => columns.get(name)!.values);
    const wanted = new Set([0, 1, 5, 2047, 2048, 2100]);
    const expected: string[] = [];
    values!.forEach((value: number | bigint, i: number) => {
      const [row, col] = [Number(rows![i]), Number(cols![i])];
      if (row >= 2040 && row <= 2060 && wanted.has(col)) expected.push(`${row} ${col} ${value}`);
    });
    const { soma_dim_0, soma_dim_1, soma_data } = answer.part;
    const actual = soma_data!.map((value, i) => `${soma_dim_0![i]} ${soma_dim_1![i]} ${value}`);
    expect(actual.length).toBeGreaterThan(3);
    expect(actual.sort()).toEqual(expected.sort());
  });

  it("has the Census's schemas", () => {
    const { obs, var: genes, X } = answer.schemas;
    const shuffled = ["ByteShuffleFilter()", zstdFilter(9)];
    expect(X.dims["soma_dim_0"]).toEqual({ tile: 2048, filters: [zstdFilter(9)] });
    expect(X.dims["soma_dim_1"]).toEqual({ tile: 2048, filters: shuffled });
    expect(X.attrs).toEqual({ soma_data: { type: "float32", nullable: false, filters: shuffled } });
    for (const schema of [obs, genes, X]) {
      expect(schema).toMatchObject({ capacity: 65_536, duplicates: true, order: ["row-major", "row-major"] });
    }
    const ids = ["DoubleDeltaFilter(reinterp_dtype=None)", zstdFilter(19)];
    for (const schema of [obs, genes]) {
      expect(schema.dims).toEqual({ soma_joinid: { tile: 2048, filters: ids } });
      expect(schema.offsets).toEqual(ids);
      expect(schema.validity).toEqual(["RleFilter()"]);
    }
    expect(obs.attrs["cell_type"]).toEqual({ type: "int8", nullable: true, filters: [zstdFilter(9)] });
    expect(obs.attrs["is_primary_data"]).toEqual({ type: "bool", nullable: true, filters: [zstdFilter(19)] });
    expect(obs.attrs["observation_joinid"]!.filters).toEqual([zstdFilter(19)]);
    expect(obs.attrs["raw_sum"]).toEqual({ type: "float64", nullable: true, filters: shuffled });
    expect(genes.attrs["feature_name"]!.filters).toEqual([zstdFilter(19)]);
    expect(genes.attrs["nnz"]!.filters).toEqual(shuffled);
    expect(answer.obsTypes["cell_type"]).toBe("dictionary<values=large_string, indices=int8, ordered=0>");
  });

  it("is one fragment per array, with full tiles and true bounding boxes", async () => {
    const { obs, var: genes, X } = answer.fragments;
    expect([obs.version, genes.version, X.version]).toEqual([formatVersion, formatVersion, formatVersion]);
    expect([obs.cells, genes.cells]).toEqual([CELLS, GENES]);
    const columns = await (await openArray(join(uri, "ms/RNA/X/raw"))).read({ int64: "number" });
    const axes = ["soma_dim_0", "soma_dim_1"].map((name) => columns.get(name)!.values as Float64Array);
    expect(X.cells).toBe(axes[0]!.length);
    const boxes = Array.from({ length: Math.ceil(X.cells / 65_536) }, (_, t) =>
      axes.map((axis) => {
        const tile = axis.subarray(t * 65_536, (t + 1) * 65_536);
        return [tile.reduce((a, b) => Math.min(a, b)), tile.reduce((a, b) => Math.max(a, b))];
      }),
    );
    expect(X.boxes).toEqual(boxes);
    expect(obs.domain).toEqual([[0, CELLS - 1]]);
  });

  it("becomes an AnnData on which scanpy finds variable marker genes and the cell types", () => {
    expect(answer.anndata.shape).toEqual([
      answer.queries['tissue_general == "liver" and is_primary_data == True']!.n,
      GENES,
    ]);
    expect(answer.anndata.sums_equal).toBe(true);
    expect(answer.presence).toBeGreaterThan(0.9 * 10 * GENES);
    const { hvg, named_hvg, agreement, types } = answer.scanpy;
    expect(hvg).toBeGreaterThan(200);
    for (const gene of ["ALB", "NKG7", "CD79A", "S100A8", "COL1A1", "HBB"]) expect(named_hvg).toContain(gene);
    expect(types).toBe(13);
    expect(agreement).toBeGreaterThan(0.8);
  });
});

describe("tiledbsoma, going on where the writer stopped", () => {
  it("resizes, appends, extends an enumeration, consolidates and adds members, and we read the result", async () => {
    await withTemporaryFolder(async (folder) => {
      const uri = join(folder, "sample");
      const written = await writeSample(uri, { cells: 500, genes: 300, seed: 2 });
      const output = execFileSync(oraclePython(), [CONTINUE, uri], { encoding: "utf8" });
      expect(JSON.parse(output)).toEqual({
        added: 1,
        value: [7],
        fragments: 1,
        cell_type: ["a new type"],
        note: "added",
        members: ["X", "feature_dataset_presence_matrix", "obsm", "var"],
      });
      const x = await openArray(join(uri, "ms/RNA/X/raw"));
      expect(await x.cellCount()).toBe(written.nnz + 1);
      expect(x.schema.currentDomain).toEqual([
        [0n, 509n],
        [0n, 299n],
      ]);
      const obs = await frame(join(uri, "obs"));
      expect(obs["cell_type"]!.at(-1)).toBe("a new type");
      const group = await openGroup(join(uri, "ms/RNA"));
      expect([...group.members.keys()].sort()).toEqual(["X", "feature_dataset_presence_matrix", "obsm", "var"]);
    });
  });
});
