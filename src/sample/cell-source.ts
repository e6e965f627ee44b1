import type { AliasTable } from "./alias-table.js";
import { CELL_TYPES, type CellType } from "./cell-types.js";
import { compositionOf, type Dataset, type Donor } from "./dataset-plan.js";
import { ExpressionModel, type TypeTables } from "./expression-model.js";
import { type Gene, positionsByName } from "./gene-table.js";
import { portableExp } from "./portable-exp.js";
import { symbolsOf } from "./programs.js";
import { Random } from "./random.js";

/** Mean number of molecules of a cell at 8,000 genes. */
const MEAN_DEPTH = 2_300;
const DEPTH_SPREAD = 0.55;
/** Kept part of the molecules of a gene in a cell, uniform in this range: variance ≈ mean + 0.22 · mean². */
const LOWEST_KEPT = 0.1;
/** Part of the genes without a symbol that a study does not measure. */
const UNMEASURED = 0.04;
const FEMALE_ONLY = "XIST TSIX";
const MALE_ONLY = "RPS4Y1 DDX3Y UTY EIF1AY KDM5D USP9Y";

/** What a drawn cell is; its counts are in `CellSource.counts`. */
export interface DrawnCell {
  readonly type: CellType;
  readonly donor: number;
}

/** Draws cells one after another, in row order; holds the tables of one dataset at a time. */
export class CellSource {
  /** Counts of the cell drawn last, by gene. */
  readonly counts: Uint32Array;
  readonly #genes: readonly Gene[];
  readonly #model: ExpressionModel;
  readonly #seed: number;
  readonly #depth: number;
  readonly #stress: AliasTable;
  readonly #interferon: AliasTable;
  readonly #femaleOnly: readonly number[];
  readonly #maleOnly: readonly number[];
  #dataset: Dataset | undefined;
  #random: Random;
  #batch: Float64Array = new Float64Array(0);
  #background: AliasTable | undefined;
  #tables = new Map<string, TypeTables>();
  #measured: Uint8Array = new Uint8Array(0);

  constructor(genes: readonly Gene[], seed: number) {
    this.#genes = genes;
    this.#seed = seed;
    this.#random = new Random(seed, "cells");
    this.#model = new ExpressionModel(genes, seed);
    this.counts = new Uint32Array(genes.length);
    // More genes catch more molecules, less than proportionally.
    this.#depth = (MEAN_DEPTH * portableExp(0.35 * logRatio(genes.length / 8_000))) / ((1 + LOWEST_KEPT) / 2);
    this.#stress = this.#model.programTable("stress");
    this.#interferon = this.#model.programTable("interferon");
    const positions = positionsByName(genes);
    const find = (text: string): number[] => symbolsOf(text).flatMap((symbol) => positions.get(symbol) ?? []);
    this.#femaleOnly = find(FEMALE_ONLY);
    this.#maleOnly = find(MALE_ONLY);
  }

  /** Genes that the dataset measured (1) or not (0). */
  measuredGenes(dataset: Dataset): Uint8Array {
    const random = new Random(this.#seed, `measured ${dataset.id}`);
    return Uint8Array.from(this.#genes, ({ id, name }) => (id === name && random.uniform() < UNMEASURED ? 0 : 1));
  }

  /** Draws the cell of a row of the dataset; rows must come in order. */
  draw(dataset: Dataset, row: number): DrawnCell {
    if (dataset !== this.#dataset) this.#enter(dataset);
    const random = this.#random;
    const donorCount = dataset.donors.length;
    const donor = Math.floor(((row - dataset.start) * donorCount) / (dataset.end - dataset.start));
    const who = dataset.donors[donor]!;
    const type = this.#pickType(dataset, who);
    const { ends } = this.#tablesOf(type, dataset);

    const spread = portableExp(DEPTH_SPREAD * (random.normal() - DEPTH_SPREAD / 2));
    const molecules = Math.max(50, Math.round(this.#depth * type.depth * dataset.depth * spread));
    // Shares of the molecules that do not come from the type's own state, different in every cell.
    const weakness = random.uniform();
    const mood = random.uniform();
    const background = Math.round(molecules * (0.05 + 0.6 * weakness * weakness));
    const stressed = Math.round(molecules * 0.12 * mood * mood * mood * mood);
    const reacting = Math.round(molecules * (who.disease[0] === "normal" ? 0.004 : 0.03) * random.uniform());
    const ambient = Math.round(molecules * 0.08 * random.uniform());
    const own = Math.max(0, molecules - background - stressed - reacting - ambient);
    const towardsEnd = Math.round(own * random.uniform());
    this.counts.fill(0);
    ends[0].count(own - towardsEnd, random, this.counts);
    ends[1].count(towardsEnd, random, this.counts);
    this.#background!.count(background, random, this.counts);
    this.#stress.count(stressed, random, this.counts);
    this.#interferon.count(reacting, random, this.counts);
    // Molecules set free by other cells of the sample, the most common type above all.
    this.#tablesOf(this.#commonType(dataset), dataset).ends[0].count(ambient, random, this.counts);
    this.#thin(who);
    return { type, donor };
  }

  #enter(dataset: Dataset): void {
    this.#dataset = dataset;
    this.#random = new Random(this.#seed, `cells ${dataset.id}`);
    this.#batch = this.#model.batchShift(this.#random);
    this.#background = this.#model.background(this.#batch);
    this.#measured = this.measuredGenes(dataset);
    this.#tables = new Map();
  }

  #tablesOf(type: CellType, dataset: Dataset): TypeTables {
    let tables = this.#tables.get(type.name);
    if (tables === undefined) {
      tables = this.#model.tables(type, dataset.tissue, this.#batch);
      this.#tables.set(type.name, tables);
    }
    return tables;
  }

  #pickType(dataset: Dataset, donor: Donor): CellType {
    const at = this.#random.uniform();
    const parts = compositionOf(dataset.tissue, donor.hasTumour);
    return cellType((parts.find(({ upTo }) => at < upTo) ?? parts[parts.length - 1]!).name);
  }

  #commonType(dataset: Dataset): CellType {
    return cellType(compositionOf(dataset.tissue, false)[0]!.name);
  }

  /** Keeps a random part of each gene's molecules (biological noise), and nothing of genes the donor cannot show. */
  #thin(donor: Donor): void {
    const { counts } = this;
    const random = this.#random;
    const measured = this.#measured;
    for (const gene of donor.sex[0] === "female" ? this.#maleOnly : this.#femaleOnly) counts[gene] = 0;
    for (let gene = 0; gene < counts.length; gene++) {
      const count = counts[gene]!;
      if (count === 0) continue;
      const kept = LOWEST_KEPT + (1 - LOWEST_KEPT) * random.uniform();
      let left = 0;
      // Few molecules are kept one by one; for many the rounded part has the same spread to within a molecule.
      if (count > 8) left = Math.round(count * kept);
      else for (let i = 0; i < count; i++) if (random.uniform() < kept) left++;
      counts[gene] = measured[gene] === 1 ? left : 0;
    }
  }
}

const BY_NAME: ReadonlyMap<string, CellType> = new Map(CELL_TYPES.map((type) => [type.name, type]));

function cellType(name: string): CellType {
  return BY_NAME.get(name)!;
}

/** ln x to three digits and alike on every platform: halvings, then the series around 1. */
function logRatio(x: number): number {
  let rest = x;
  let log = 0;
  for (; rest < 0.75; rest *= 2) log -= Math.LN2;
  for (; rest > 1.5; rest /= 2) log += Math.LN2;
  const y = (rest - 1) / (rest + 1);
  const y2 = y * y;
  return log + 2 * y * (1 + y2 / 3 + (y2 * y2) / 5);
}
