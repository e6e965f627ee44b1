import { createHash } from "node:crypto";
import { join } from "node:path";
import { checkOption, type ProgressListener, rejectUnknown, throwIfAborted } from "../core/index.js";
import {
  type CoordinateBatch,
  createDataFrame,
  createSparseNDArray,
  writeDataFrame,
  writeExperimentGroups,
  writeSparseNDArray,
} from "../soma/write/index.js";
import type { WritableFormatVersion, WriteOptions } from "../tiledb/write/index.js";
import { CellSource } from "./cell-source.js";
import { type Dataset, planDatasets } from "./dataset-plan.js";
import { type Gene, makeGenes } from "./gene-table.js";
import { ObsColumns, type ObsRow } from "./obs-columns.js";
import { writeFolderAtomically } from "./output-folder.js";
import { Random } from "./random.js";
import { StripeBuffer } from "./stripe-buffer.js";
import { VAR_COLUMNS, varCells } from "./var-columns.js";

/** Rows and columns of a space tile of X, as in the Census. */
const TILE = 2048;
/** The time all files carry, so that equal arguments make equal bytes. */
const TIMESTAMP = Date.UTC(2025, 0, 30);
const JOINID_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

export interface SampleOptions {
  /** Number of cells (rows of obs). Default 20,000. */
  readonly cells?: number;
  /** Number of genes (rows of var). Default 8,000. */
  readonly genes?: number;
  /** A whole number that decides everything random. Default 1. */
  readonly seed?: number;
  /** Replace an experiment that lies in the folder. Default false. */
  readonly force?: boolean;
  /** TileDB format, 22 (default) or 21. */
  readonly formatVersion?: WritableFormatVersion;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** What was written. */
export interface SampleSummary {
  readonly cells: number;
  readonly genes: number;
  /** Values in X. */
  readonly nnz: number;
}

/**
 * Writes a simulated SOMA Experiment shaped like the CELLxGENE Census into the folder: `obs` with the Census's 28
 * columns, `ms/RNA/var`, `ms/RNA/X/raw` and the presence matrix. Equal arguments give equal data. Works stripe by
 * stripe: memory does not grow with the number of cells. The folder appears when it is complete.
 * @example await writeSample("sample", { cells: 2000, genes: 1000, seed: 7 })
 */
export async function writeSample(dir: string, options: SampleOptions = {}): Promise<SampleSummary> {
  const {
    cells = 20_000,
    genes = 8_000,
    seed = 1,
    force = false,
    formatVersion = 22,
    signal,
    onProgress,
    ...rest
  } = options;
  const known = ["cells", "genes", "seed", "force", "formatVersion", "signal", "onProgress"];
  rejectUnknown(rest, "writeSample", known);
  checkOption(isCount(cells), "writeSample", "cells", "a whole number from 1 to 2^31 − 1", cells);
  checkOption(isCount(genes), "writeSample", "genes", "a whole number from 1 to 2^31 − 1", genes);
  checkOption(Number.isSafeInteger(seed) && seed >= 0, "writeSample", "seed", "a whole number from 0 on", seed);
  checkOption(formatVersion === 21 || formatVersion === 22, "writeSample", "formatVersion", "21 or 22", formatVersion);
  let nnz = 0;
  await writeFolderAtomically(dir, force, async (folder) => {
    const write: WriteOptions = {
      formatVersion,
      timestamp: TIMESTAMP,
      uuid: uuidSource(`${cells} ${genes} ${seed} ${formatVersion}`),
      ...(signal === undefined ? {} : { signal }),
    };
    const geneTable = makeGenes(genes, new Random(seed, "genes"));
    const datasets = planDatasets(cells, new Random(seed, "datasets"));
    nnz = await writeExperiment(folder, { geneTable, datasets, cells, seed }, write, onProgress);
  });
  return { cells, genes, nnz };
}

interface SamplePlan {
  readonly geneTable: readonly Gene[];
  readonly datasets: readonly Dataset[];
  readonly cells: number;
  readonly seed: number;
}

async function writeExperiment(
  folder: string,
  plan: SamplePlan,
  options: WriteOptions,
  onProgress: ProgressListener | undefined,
): Promise<number> {
  const { geneTable, datasets, cells, seed } = plan;
  const rna = join(folder, "ms", "RNA");
  const source = new CellSource(geneTable, seed);
  const measured = datasets.map((dataset) => source.measuredGenes(dataset));
  const measuredCounts = measured.map(countOnes);
  const obsColumns = new ObsColumns(datasets);
  const genesNnz = new Float64Array(geneTable.length);
  const joinids = new Random(seed, "joinids");

  const obs = await createDataFrame(join(folder, "obs"), { columns: obsColumns.columns, length: cells }, options);
  const x = await createSparseNDArray(join(rna, "X", "raw"), { shape: [cells, geneTable.length] }, options);
  try {
    for (let first = 0; first < cells; first += TILE) {
      throwIfAborted(options.signal, "writing the sample");
      const end = Math.min(cells, first + TILE);
      const stripe = new StripeBuffer(first, geneTable.length);
      const rows: ObsRow[] = [];
      for (let row = first; row < end; row++) {
        const index = datasets.findIndex((dataset) => row < dataset.end);
        const dataset = datasets[index]!;
        const cell = source.draw(dataset, row);
        rows.push({
          dataset,
          cell,
          isPrimary: row < dataset.primaryEnd,
          joinid: joinid(joinids),
          summary: stripe.addRow(source.counts, genesNnz),
          measuredGenes: measuredCounts[index]!,
        });
      }
      await obs.append(obsColumns.cells(first, rows));
      await x.append(stripe.cells(TILE));
      onProgress?.({ label: "cells", done: end, total: cells });
    }
    await obs.close();
    await x.close();
  } finally {
    await obs.abandon();
    await x.abandon();
  }

  const measuredObs = new Float64Array(geneTable.length);
  datasets.forEach(({ start, end }, d) => {
    measured[d]!.forEach((flag, gene) => {
      measuredObs[gene]! += flag * (end - start);
    });
  });
  const varSpec = { columns: VAR_COLUMNS, length: geneTable.length };
  await writeDataFrame(join(rna, "var"), varSpec, varCells(geneTable, genesNnz, measuredObs), options);
  const presence = { shape: [datasets.length, geneTable.length], type: "bool" as const };
  await writeSparseNDArray(join(rna, PRESENCE), presence, [presenceCells(measured)], options);
  await writeExperimentGroups(folder, [{ name: "RNA", layers: ["raw"], arrays: [PRESENCE] }], options);
  return genesNnz.reduce((sum, count) => sum + count, 0);
}

const PRESENCE = "feature_dataset_presence_matrix";

/** One true cell for each gene that a dataset measured, in global order. */
function presenceCells(measured: readonly Uint8Array[]): CoordinateBatch {
  const rows: number[] = [];
  const cols: number[] = [];
  const genes = measured[0]!.length;
  for (let tile = 0; tile < genes; tile += TILE) {
    measured.forEach((flags, row) => {
      for (let gene = tile; gene < Math.min(genes, tile + TILE); gene++) {
        if (flags[gene] === 0) continue;
        rows.push(row);
        cols.push(gene);
      }
    });
  }
  return { coords: [Int32Array.from(rows), Int32Array.from(cols)], values: new Uint8Array(rows.length).fill(1) };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value < 2 ** 31;
}

function countOnes(flags: Uint8Array): number {
  let count = 0;
  for (const flag of flags) count += flag;
  return count;
}

/** Ten letters of the Census's base-85 alphabet. */
function joinid(random: Random): string {
  let text = "";
  for (let i = 0; i < 10; i++) text += JOINID_LETTERS[random.below(85)];
  return text;
}

/** File name digits that depend on the arguments, and on Node's zstd because it decides the bytes in the files. */
function uuidSource(key: string): () => string {
  let count = 0;
  const zstd = (process.versions as Record<string, string | undefined>)["zstd"] ?? "wasm";
  return () => createHash("sha256").update(`${key} ${zstd} ${count++}`).digest("hex").slice(0, 32);
}
