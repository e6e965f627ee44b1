import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type CompactBlock, type Kernels, loadKernels } from "../../src/kernels/index.js";
import { csrSource, openCsrReader } from "../../src/matrix/index.js";
import { BLOCK_ROWS, BlockPacker } from "../../src/matrix/worker/block-packer.js";
import { writeSample } from "../../src/sample/index.js";
import { Experiment, somaStripeReader } from "../../src/soma/index.js";
import { openArray } from "../../src/tiledb/index.js";
import { matrixSourceContract, type SourceUnderTest } from "../contracts/matrix-source.js";
import { randomCsr } from "./random-csr.js";

matrixSourceContract("CSR in memory", () => {
  const expected = randomCsr({ nObs: 100, nVars: 40, seed: 6, fractions: true });
  return Promise.resolve({ source: csrSource(expected, 32), open: openCsrReader, expected });
});

const folder = mkdtempSync(join(tmpdir(), "cellmill-source-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = writeSample(folder, { cells: 4500, genes: 300, seed: 3 });

async function sampleSource(varFilter?: string): Promise<SourceUnderTest> {
  await written;
  const experiment = await Experiment.open(folder);
  const query = experiment.axisQuery("RNA", {
    obsQuery: { valueFilter: 'tissue_general == "liver"' },
    ...(varFilter === undefined ? {} : { varQuery: { valueFilter: varFilter } }),
  });
  const { source } = (await query.toAnnData("raw")).X;
  return {
    source,
    open: somaStripeReader,
    expected: await readCells(await query.obsJoinids(), await query.varJoinids()),
  };
}

matrixSourceContract("SOMA, some rows and columns", () => sampleSource("feature_length > 1500"));
matrixSourceContract("SOMA, some rows, as tiles", () => sampleSource());

it("opens readers that hand out tiles where all columns are wanted, else cells", async () => {
  const some = await somaStripeReader((await sampleSource("feature_length > 1500")).source.spec);
  const all = await somaStripeReader((await sampleSource()).source.spec);
  expect([some.readTiles, all.readTiles]).toEqual([undefined, expect.any(Function)]);
});

it("packs a stripe of tiles, refused or not, into the same blocks as its cells", async () => {
  const { source } = await sampleSource();
  const kernels = await loadKernels();
  const reader = await somaStripeReader(source.spec);
  const index = source.stripes.findIndex(({ start, end }) => end - start >= BLOCK_ROWS / 2);
  const tiles = await reader.readTiles!(index);
  const pack = (used: Kernels): CompactBlock[] => new BlockPacker(used, source.shape[1]).addTiles(tiles);
  const blocks = pack(kernels);
  expect(blocks.length).toBeGreaterThan(0);
  expect(pack({ ...kernels, packTiles: () => undefined })).toEqual(blocks);
  expect(new BlockPacker(kernels, source.shape[1]).addCells(tiles.toCells())).toEqual(blocks);
});

/** The chosen rows and columns, from the array's plain cells. */
async function readCells(obsJoinids: ArrayLike<number | bigint>, varJoinids: ArrayLike<number | bigint>) {
  const array = await openArray(join(folder, "ms/RNA/X/raw"));
  const cells = await array.read({ int64: "number" });
  const numbers = (name: string): Float64Array => cells.get(name)!.values as Float64Array;
  const positions = (ids: ArrayLike<number | bigint>) => new Map(Array.from(ids, (id, i) => [Number(id), i]));
  const [rowOf, colOf] = [positions(obsJoinids), positions(varJoinids)];
  const rows: [column: number, value: number][][] = Array.from(obsJoinids, () => []);
  numbers("soma_dim_0").forEach((id, i) => {
    const column = colOf.get(numbers("soma_dim_1")[i]!);
    if (column !== undefined) rows[rowOf.get(id) ?? -1]?.push([column, numbers("soma_data")[i]!]);
  });
  const indptr = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    row.sort((a, b) => a[0] - b[0]);
    indptr[r + 1] = indptr[r]! + row.length;
  });
  const all = rows.flat();
  const shape: [number, number] = [rows.length, colOf.size];
  const indices = Int32Array.from(all, ([column]) => column);
  return { shape, indptr, indices, data: Float32Array.from(all, ([, value]) => value) };
}
