import { donorActivity } from "./activities.js";
import { AliasTable } from "./alias-table.js";
import { type CellRecipe, logNormal, roundedAtRandom } from "./cell-recipe.js";
import { CELL_TYPES, type CellType } from "./cell-types.js";
import { compositionOf, type Dataset, type Donor } from "./dataset-plan.js";
import { type Batch, ExpressionModel } from "./expression-model.js";
import { type Gene, positionsByName } from "./gene-table.js";
import { portableExp } from "./portable-exp.js";
import { symbolsOf } from "./programs.js";
import { Random } from "./random.js";

/** Mean number of molecules of a cell at 8,000 genes. */
const MEAN_DEPTH = 2_200;
const DEPTH_SPREAD = 0.55;
/** Share of a cell's molecules that come from the soup of its sample: donors differ, and so do cells. */
const LEAST_SOUP = 0.03;
const MEAN_SOUP = 0.07;
const MOST_SOUP = 0.4;
const SOUP_SPREAD = 0.6;
/** Up to this share more comes from scraps of one other cell; a few droplets hold two cells. */
const MOST_SCRAPS = 0.12;
const DOUBLETS = 0.015;
/** Kept part of the molecules of a gene in a cell, uniform in this range: variance ≈ mean + 0.27 · mean². */
const LOWEST_KEPT = 0.05;
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
  readonly #femaleOnly: readonly number[];
  readonly #maleOnly: readonly number[];
  #dataset: Dataset | undefined;
  #random: Random;
  #batch: Batch | undefined;
  #recipes = new Map<string, CellRecipe>();
  #donor = -1;
  #composition: ReturnType<typeof compositionOf> = [];
  #activity: Float64Array = new Float64Array(0);
  /** The mean profile of the donor's sample, and the share of it in a cell. */
  #soup: AliasTable | undefined;
  #soupLevel = 0;
  #measured: Uint8Array = new Uint8Array(0);

  constructor(genes: readonly Gene[], seed: number) {
    this.#genes = genes;
    this.#seed = seed;
    this.#random = new Random(seed, "cells");
    this.#model = new ExpressionModel(genes, seed);
    this.counts = new Uint32Array(genes.length);
    // More genes catch more molecules, less than proportionally.
    this.#depth = (MEAN_DEPTH * portableExp(0.35 * logRatio(genes.length / 8_000))) / ((1 + LOWEST_KEPT) / 2);
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
    if (dataset !== this.#dataset) this.#enterDataset(dataset);
    const random = this.#random;
    const donorCount = dataset.donors.length;
    const donor = Math.floor(((row - dataset.start) * donorCount) / (dataset.end - dataset.start));
    const who = dataset.donors[donor]!;
    if (donor !== this.#donor) this.#enterDonor(dataset, donor);
    const type = this.#pickType();
    const molecules = Math.max(
      50,
      Math.round(this.#depth * type.depth * dataset.depth * logNormal(DEPTH_SPREAD, random)),
    );

    // What the droplet caught besides the cell: free molecules of the whole sample, scraps of a neighbour or all of it.
    const soup = molecules * Math.min(MOST_SOUP, this.#soupLevel * logNormal(SOUP_SPREAD, random));
    const neighbour = this.#recipeOf(this.#pickType(), dataset);
    const isDoublet = random.uniform() < DOUBLETS;
    const luck = random.uniform();
    this.counts.fill(0);
    this.#recipeOf(type, dataset).count(molecules - soup, this.#activity, random, this.counts);
    this.#soup!.count(roundedAtRandom(soup, random), random, this.counts);
    if (isDoublet) {
      neighbour.count(molecules * (0.3 + 0.5 * luck), this.#activity, random, this.counts);
    } else {
      const scraps = molecules * MOST_SCRAPS * luck * luck * luck;
      neighbour.countMean(roundedAtRandom(scraps, random), random, this.counts);
    }
    this.#thin(who);
    return { type, donor };
  }

  #enterDataset(dataset: Dataset): void {
    this.#dataset = dataset;
    this.#donor = -1;
    this.#random = new Random(this.#seed, `cells ${dataset.id}`);
    this.#batch = this.#model.makeBatch(this.#random);
    this.#measured = this.measuredGenes(dataset);
    this.#recipes = new Map();
  }

  #enterDonor(dataset: Dataset, donor: number): void {
    const who = dataset.donors[donor]!;
    this.#donor = donor;
    this.#activity = donorActivity(who.disease[0] !== "normal", this.#random);
    this.#soupLevel = LEAST_SOUP + (MEAN_SOUP - LEAST_SOUP) * 2 * this.#random.uniform();
    const soup = new Float64Array(this.#genes.length);
    let before = 0;
    this.#composition = compositionOf(dataset.tissue, who.hasTumour);
    for (const { name, upTo } of this.#composition) {
      const type = cellType(name);
      const part = (upTo - before) * type.depth;
      const { profile } = this.#recipeOf(type, dataset);
      for (let gene = 0; gene < soup.length; gene++) soup[gene]! += part * profile[gene]!;
      before = upTo;
    }
    this.#soup = new AliasTable(soup);
  }

  #recipeOf(type: CellType, dataset: Dataset): CellRecipe {
    let recipe = this.#recipes.get(type.name);
    if (recipe === undefined) {
      recipe = this.#model.recipe(type, dataset.tissue, this.#batch!);
      this.#recipes.set(type.name, recipe);
    }
    return recipe;
  }

  #pickType(): CellType {
    const at = this.#random.uniform();
    const parts = this.#composition;
    return cellType((parts.find(({ upTo }) => at < upTo) ?? parts[parts.length - 1]!).name);
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
