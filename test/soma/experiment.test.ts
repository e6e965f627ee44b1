import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { FolderStore } from "../../src/io/index.js";
import {
  Collection,
  DataFrame,
  type DenseNDArray,
  Experiment,
  type Measurement,
  open,
  type SparseNDArray,
} from "../../src/soma/index.js";
import { answers, sha256, unpackExperiment } from "./golden-experiment.js";

const root = unpackExperiment();

async function layer(name: string): Promise<SparseNDArray> {
  const rna = await (await (await Experiment.open(root)).ms).get("RNA");
  return (await (await rna.X).get(name)) as SparseNDArray;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("Experiment", () => {
  it("prints as tiledbsoma does, and shows what has been opened", async () => {
    const experiment = await Experiment.open(root);
    expect(experiment.toString().replaceAll(root, "URI")).toBe(answers.repr);
    await experiment.obs;
    await (await experiment.ms).get("RNA");
    expect(experiment.toString().replaceAll(root, "URI")).toBe(
      [
        "<Experiment 'URI' (open for 'r') (2 items)",
        "    'ms': Collection 'URI/ms' (open for 'r') (1 item)",
        "        'RNA': Measurement 'URI/ms/RNA' (open for 'r') (3 items)",
        "            'X': 'URI/ms/RNA/X' (unopened)",
        "            'obsm': 'URI/ms/RNA/obsm' (unopened)",
        "            'var': 'URI/ms/RNA/var' (unopened)",
        "    'obs': DataFrame 'URI/obs' (open for 'r')>",
      ].join("\n"),
    );
  });

  it("opens any object by the type in its metadata", async () => {
    const found = await Promise.all(
      ["", "/ms", "/ms/RNA", "/obs", "/ms/RNA/X/raw", "/ms/RNA/obsm/X_pca"].map((path) => open(root + path)),
    );
    expect(found.map((object) => object.somaType)).toEqual([
      "SOMAExperiment",
      "SOMACollection",
      "SOMAMeasurement",
      "SOMADataFrame",
      "SOMASparseNDArray",
      "SOMADenseNDArray",
    ]);
    expect(found[3]).toBeInstanceOf(DataFrame);
    const metadata = await (found[2] as Measurement).metadata();
    expect(Object.fromEntries(Object.keys(answers.metadata).map((key) => [key, metadata.get(key)]))).toEqual(
      answers.metadata,
    );
  });

  it.each<[string, () => Promise<unknown>, string, RegExp]>([
    ["nothing there", () => Experiment.open(`${root}/nope`), "NotFoundError", /nope/],
    ["nothing there for open", () => open(`${root}/nope`), "NotFoundError", /no SOMA object/],
    ["an array", () => Experiment.open(`${root}/obs`), "FormatError", /expected SOMAExperiment, got SOMADataFrame/],
    [
      "another group",
      () => Experiment.open(`${root}/ms`),
      "FormatError",
      /expected SOMAExperiment, got SOMACollection/,
    ],
    ["an unknown option", () => Experiment.open(root, { mode: "w" } as never), "OptionError", /unknown option "mode"/],
    ["a bad timestamp", () => Experiment.open(root, { timestamp: -1 }), "OptionError", /timestamp/],
    ["a missing member", async () => (await Experiment.open(root)).get("obss"), "NotFoundError", /Did you mean obs\?/],
    [
      "a missing measurement",
      async () => (await Experiment.open(root)).axisQuery("RNB").nVars(),
      "NotFoundError",
      /no member "RNB". Did you mean RNA\?/,
    ],
    [
      "a missing layer",
      async () => (await Experiment.open(root)).axisQuery("RNA").toAnnData("row"),
      "NotFoundError",
      /no member "row". Did you mean raw\?/,
    ],
    [
      "a missing column",
      async () => (await Experiment.open(root)).axisQuery("RNA").obs({ columnNames: ["celltype"] }),
      "ColumnError",
      /no column "celltype". Did you mean cell_type\?/,
    ],
  ])("says what is wrong with %s", async (_, act, tag, message) => {
    const error: unknown = await act().catch((caught: unknown) => caught);
    expect(isCellmillError(error, tag as never), String(error)).toBe(true);
    expect(String(error)).toMatch(message);
  });

  it("refuses a filter that is no expression when the query is made, before anything is read", async () => {
    const experiment = await Experiment.open(root);
    expect(() => experiment.axisQuery("RNA", { obsQuery: { valueFilter: "nnz = 1" } })).toThrow(/Use ==/);
    expect(() => experiment.axisQuery("RNA", { obsquery: {} } as never)).toThrow(/unknown option "obsquery"/);
    expect(() => experiment.axisQuery("RNA", { obsQuery: { value_filter: "x" } as never })).toThrow(/valueFilter/);
  });

  it("sees the store as of the timestamp", async () => {
    const early = new Date("2020-01-01");
    await expect(Experiment.open(root, { timestamp: early })).rejects.toThrow(
      /As of 2020-01-01.* it may not have existed/,
    );
    const later = await Experiment.open(root, { context: { timestamp: new Date("2100-01-01") } });
    expect(await later.axisQuery("RNA").nObs()).toBe(answers.obsCount);
  });
});

describe("DataFrame", () => {
  it("reads all columns with their types, nulls and categories", async () => {
    const obs = await DataFrame.open(`${root}/obs`);
    expect(await obs.count()).toBe(answers.obsCount);
    expect(obs.columnNames).toEqual(answers.obsColumns);
    const table = await (await Experiment.open(root)).axisQuery("RNA").obs();
    expect(table.columnNames).toEqual(answers.obsColumns);
    for (const [row, values] of Object.entries(answers.obsRows)) {
      expect(table.row(Number(row))).toEqual(values);
    }
    for (const [name, nulls] of Object.entries(answers.obsNulls)) {
      expect([name, table.column(name).nullCount]).toEqual([name, nulls]);
    }
    // pandas has no nullable types here: delta becomes float64, doublet object.
    const ours = Object.fromEntries(table.columns.map((column) => [column.name, column.dtype]));
    expect(ours).toEqual({ ...answers.dtypes, delta: "int32", doublet: "bool" });
    const cellType = table.column("cell_type");
    expect(cellType).toMatchObject({ categories: answers.cellTypeCategories, ordered: false });
    expect(Object.fromEntries(cellType.valueCounts())).toEqual(answers.cellTypeCounts);
    expect(table.column("stage")).toMatchObject({ ordered: true });
  });

  it("reads by coordinates, columns in the order asked for", async () => {
    const obs = await DataFrame.open(`${root}/obs`);
    const table = await obs.read({ columnNames: ["barcode", "soma_joinid"], coords: [[299, 0, 14]] });
    expect(table.columnNames).toEqual(["barcode", "soma_joinid"]);
    expect([...table.column("soma_joinid")].sort((a, b) => Number(a) - Number(b))).toEqual([0, 14, 299]);
    expect((await obs.read({ coords: [{ start: 295 }], columnNames: ["soma_joinid"] })).nRows).toBe(5);
    expect((await obs.read({ coords: [{ start: 400 }], columnNames: ["soma_joinid"] })).nRows).toBe(0);
    expect((await obs.read({ coords: [[]], columnNames: ["soma_joinid"] })).nRows).toBe(0);
    await expect(obs.read({ coords: [[300]] })).rejects.toThrow(/id out of bounds: expected 0 … 299, got 300/);
    await expect(obs.read({ coords: [{ start: -3 }] })).rejects.toThrow(/no negative positions/);
    await expect(obs.read({ coords: [["a"]] })).rejects.toThrow(/expected int64/);
    await expect(obs.read({ coords: [[1], [2]] })).rejects.toThrow(/at most 1/);
  });
});

describe("ND arrays", () => {
  it.each(answers.sparseReads)("reads the cells that $coords select", async ({ coords, cells }) => {
    const table = await (await layer("raw")).read({ coords: coords.map((coord) => dropNulls(coord)) });
    const rows = Array.from({ length: table.nRows }, (_, row) => Object.values(table.row(row)) as number[]);
    expect(rows.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)).toEqual(cells);
  });

  it("has tiledbsoma's shapes and counts, and gives a whole sparse array as CSR", async () => {
    const raw = await layer("raw");
    expect(raw.shape).toEqual(answers.shapes["raw"]);
    expect(await raw.nnz()).toBe(answers.nnz);
    const csr = await raw.toCsr();
    const all = answers.queries[0]!;
    expect([sha256(csr.indptr), sha256(csr.indices), sha256(csr.data)]).toEqual([all.indptr, all.indices, all.data]);
  });

  it("reads a box of a dense array", async () => {
    const pca = (await open(`${root}/ms/RNA/obsm/X_pca`)) as DenseNDArray;
    expect(pca.shape).toEqual(answers.shapes["X_pca"]);
    const coords = [
      { start: 10, stop: 12 },
      { start: 1, stop: 2 },
    ];
    const { shape, data } = await pca.read({ coords });
    expect(shape).toEqual(answers.denseRead.shape);
    expect([...data]).toEqual(answers.denseRead.data);
    expect((await pca.toDenseMatrix()).get(10, 1)).toBe(answers.denseRead.data[0]);
  });
});

describe("axis query", () => {
  it.each(answers.queries)("reads X of obs $obs and var $var as tiledbsoma does", async (answer) => {
    const query = (await Experiment.open(root)).axisQuery("RNA", {
      obsQuery: answer.obs === null ? undefined : { valueFilter: answer.obs },
      varQuery: answer.var === null ? undefined : { valueFilter: answer.var },
    });
    const { shape, indptr, indices, data } = await query.X("raw").toCsr();
    expect(shape).toEqual(answer.shape);
    expect(data.length).toBe(answer.nnz);
    expect(data.reduce((sum, value) => sum + value, 0)).toBe(answer.sum);
    expect([sha256(indptr), sha256(indices), sha256(data)]).toEqual([answer.indptr, answer.indices, answer.data]);
    expect(await query.X("raw").shape()).toEqual(answer.shape);
    expect(await query.X("raw").nnz()).toBe(answers.nnz);
  });

  it("takes join ids by list, by slice, and together with a filter", async () => {
    const experiment = await Experiment.open(root);
    const ids = async (coords: never, valueFilter?: string): Promise<number[]> => [
      ...(await experiment.axisQuery("RNA", { obsQuery: { coords, valueFilter } }).obsJoinids()),
    ];
    expect(await ids([7, 3, 250] as never)).toEqual([3, 7, 250]);
    expect(await ids([[7, 3]] as never)).toEqual([3, 7]);
    expect(await ids(Int32Array.of(9) as never)).toEqual([9]);
    expect(await ids({ start: 297 } as never)).toEqual([297, 298, 299]);
    const tCells = answers.obsFilters[0]!.joinids!.filter((id) => id <= 20);
    expect(await ids({ stop: 20 } as never, 'cell_type == "T cell"')).toEqual(tCells);
  });

  it("makes AnnData with a lazy X, all categories kept unless asked", async () => {
    const query = (await Experiment.open(root)).axisQuery("RNA", {
      obsQuery: { valueFilter: 'cell_type == "T cell"' },
    });
    const adata = await query.toAnnData("raw");
    expect(adata.toString()).toBe(answers.anndata);
    expect(adata.obs.column("cell_type")).toMatchObject({ categories: answers.cellTypeCategories });
    expect(adata.obs.index.get(1)).toBe("1");
    const cut = await query.toAnnData("raw", { dropLevels: true, obsColumns: ["cell_type"], varColumns: [] });
    expect(cut.obs.column("cell_type")).toMatchObject({ categories: ["T cell"] });
    expect(cut.toString()).toBe("AnnData object with n_obs × n_vars = 107 × 200\n    obs: 'cell_type'");
    await expect(query.toAnnData("raw", { chunksize: 1 } as never)).rejects.toThrow(/Did you mean chunkSize/);
  });

  it("offers obs.raw_sum as row totals only for all genes of layer raw", async () => {
    const experiment = await Experiment.open(root);
    const totals = async (varFilter: string | undefined, obsColumns?: string[]): Promise<boolean> => {
      const query = experiment.axisQuery("RNA", { varQuery: { valueFilter: varFilter } });
      return (await query.toAnnData("raw", { obsColumns })).X.source.rowTotals !== undefined;
    };
    expect(await totals(undefined)).toBe(true);
    expect(await totals("soma_joinid < 10")).toBe(false);
    expect(await totals(undefined, ["nnz"])).toBe(false);
  });

  it("counts matches by reading the filter's columns only", async () => {
    const keys: string[] = [];
    for (const method of ["get", "getRange"] as const) {
      const original = FolderStore.prototype[method] as (...args: unknown[]) => unknown;
      vi.spyOn(FolderStore.prototype, method).mockImplementation(function (this: FolderStore, ...args: unknown[]) {
        keys.push(`${this.uri}/${String(args[0])}`);
        return original.apply(this, args) as never;
      });
    }
    const experiment = await Experiment.open(root);
    const query = experiment.axisQuery("RNA", {
      obsQuery: { valueFilter: 'cell_type == "T cell" and is_primary_data == True' },
    });
    expect(await query.nObs()).toBe(answers.queries[1]!.shape[0]);
    const attributes = (await experiment.obs).schema.attributes.map(({ name }) => name);
    const data = keys.flatMap((key) => /\/(a\d+|d\d+)(?:_var|_validity)?\.tdb$/.exec(key)?.[1] ?? []);
    const wanted = ["cell_type", "is_primary_data"].map((name) => `a${attributes.indexOf(name)}`);
    expect(new Set(data)).toEqual(new Set(["d0", ...wanted]));
    expect(keys.some((key) => key.includes("/ms/"))).toBe(false);
    const before = keys.length;
    expect(await query.nObs()).toBe(answers.queries[1]!.shape[0]);
    expect(keys.length).toBe(before);
  });

  it("stops when its signal is aborted, and works again afterwards", async () => {
    const query = (await Experiment.open(root)).axisQuery("RNA", { obsQuery: { valueFilter: "nnz > 0" } });
    await expect(query.nObs({ signal: AbortSignal.abort() })).rejects.toThrow(/cancelled/);
    expect(await query.nObs()).toBe(300);
  });
});

describe("a damaged store", () => {
  const damaged = (change: (path: string) => void, match: RegExp): string => {
    const copy = mkdtempSync(join(tmpdir(), "cellmill-damaged-"));
    cpSync(root, copy, { recursive: true });
    onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
    const files = readdirSync(copy, { recursive: true, encoding: "utf8" }).filter((path) => match.test(path));
    expect(files.length).toBeGreaterThan(0);
    for (const path of files) change(join(copy, path));
    return copy;
  };
  const truncate = (path: string): void => truncateSync(path, Math.floor(statSync(path).size / 2));

  it.each<[string, (path: string) => void, RegExp]>([
    ["a truncated tile of the filter's column", truncate, /obs\/__fragments\/.*\/d0\.tdb$/],
    ["truncated fragment metadata", truncate, /obs\/__fragments\/.*\/__fragment_metadata\.tdb$/],
    ["a truncated schema", truncate, /obs\/__schema\/__\d+_[^/]*$/],
    ["a missing fragment file", (path) => rmSync(path), /obs\/__fragments\/.*\/__fragment_metadata\.tdb$/],
    ["a truncated group", truncate, /^__group\/__/],
  ])("gives a tagged error for %s, never a count", async (_, change, match) => {
    const copy = damaged(change, match);
    const count = Experiment.open(copy).then((experiment) =>
      experiment.axisQuery("RNA", { obsQuery: { valueFilter: "soma_joinid >= 0" } }).nObs(),
    );
    const error: unknown = await count.catch((caught: unknown) => caught);
    expect(isCellmillError(error), String(error)).toBe(true);
    expect(String(error)).toContain(copy);
  });

  it.each([/X\/raw\/__fragments\/.*\/a0\.tdb$/, /X\/raw\/__fragments\/.*\/d1\.tdb$/])(
    "gives a tagged error for truncated tiles of X, %s",
    async (match) => {
      const query = (await Experiment.open(damaged(truncate, match))).axisQuery("RNA");
      expect(await query.nObs()).toBe(300);
      const error: unknown = await query
        .X("raw")
        .toCsr()
        .catch((caught: unknown) => caught);
      expect(isCellmillError(error), String(error)).toBe(true);
    },
  );
});

describe("Collection", () => {
  it("lists its members without opening them", async () => {
    const ms = await Collection.open(`${root}/ms/RNA/X`);
    expect(ms.keys()).toEqual(["raw"]);
    expect(ms.has("raw")).toBe(true);
    expect(ms.members.get("raw")).toMatchObject({ type: "array", uri: `${root}/ms/RNA/X/raw` });
  });
});

function dropNulls(coord: unknown): never {
  if (Array.isArray(coord)) return coord as never;
  return Object.fromEntries(Object.entries(coord as object).filter(([, value]) => value !== null)) as never;
}
