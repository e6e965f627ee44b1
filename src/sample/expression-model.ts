import { activitiesOf } from "./activities.js";
import { AliasTable } from "./alias-table.js";
import { CellRecipe, type RecipePart } from "./cell-recipe.js";
import { CELL_TYPES, type CellType, COMMON_PROGRAMS, MALIGNANT_ORIGIN, type Tissue } from "./cell-types.js";
import { type Gene, positionsByName } from "./gene-table.js";
import { portableExp } from "./portable-exp.js";
import { type ProgramName, programGenes, symbolsOf } from "./programs.js";
import { Random } from "./random.js";

/** Spread of the unnamed genes' abundance; makes about 7 % of 8,000 genes show up in a cell. */
const ABUNDANCE_SPREAD = 2.7;
/** No unnamed gene lies further above the middle than this many deviations: the known genes stay the most abundant. */
const ABUNDANCE_LIMIT = 2.3;
const BATCH_SPREAD = 0.18;
/** A type's own programs fall into so many modules, which cells run independently of each other. */
const MODULES = 3;
const MODULE_SPREAD = 0.55;
const REST_SPREAD = 0.3;
/** What every cell has, whatever its type; cells with much of it look less like their type. */
const BACKGROUND = { share: 0.16, spread: 0.8 };
const COMMON_SPREADS: Readonly<Record<string, number>> = { ribosomal: 0.35, mitochondrial: 0.6, housekeeping: 0.2 };

/** What all types of one dataset share. */
export interface Batch {
  /** The dataset's factor for every gene. */
  readonly factors: Float64Array;
  /** Mean share of every gene in the background of its cells. */
  readonly background: Float64Array;
  readonly backgroundTable: AliasTable;
}

type Weighted = readonly [genes: Int32Array, weights: Float64Array];

/** Relative abundance of every gene, by cell type, with the small shift that a dataset has. */
export class ExpressionModel {
  readonly #genes: readonly Gene[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #base: Float64Array;
  /** Abundance of each gene per cell type before programs, sharing a part within the lineage. */
  readonly #shifted: ReadonlyMap<string, Float64Array>;

  constructor(genes: readonly Gene[], seed: number) {
    this.#genes = genes;
    this.#positions = positionsByName(genes);
    const random = new Random(seed, "abundance");
    // Named genes that are not part of a cell's programs still leak a little.
    this.#base = Float64Array.from(genes, (gene) => {
      return portableExp(
        ABUNDANCE_SPREAD * Math.min(ABUNDANCE_LIMIT, random.normal()) - (gene.name === gene.id ? 0 : 2),
      );
    });
    const lineages = new Map<string, Float64Array>();
    for (const { lineage } of CELL_TYPES)
      if (!lineages.has(lineage)) lineages.set(lineage, this.#shifts(random, 0.04, 0.9));
    this.#shifted = new Map(
      CELL_TYPES.map((type) => {
        const own = this.#shifts(random, 0.04, 1);
        const shared = lineages.get(type.lineage)!;
        return [type.name, this.#base.map((base, i) => base * own[i]! * shared[i]!)];
      }),
    );
  }

  /** How to draw cells of a type in a dataset; `batch` comes from `makeBatch`. */
  recipe(type: CellType, tissue: Tissue, batch: Batch): CellRecipe {
    const profile = batch.background.map((share) => share * BACKGROUND.share);
    const parts: RecipePart[] = [{ ...BACKGROUND, table: batch.backgroundTable }];
    let rest = 1;
    const add = (what: Weighted, part: Omit<RecipePart, "table">): void => {
      const [genes, weights] = what;
      if (genes.length === 0) return;
      const shifted = weights.map((weight, i) => weight * batch.factors[genes[i]!]!);
      const scale = (part.share * (part.end === undefined ? 1 : 0.5)) / sum(shifted);
      for (let i = 0; i < genes.length; i++) profile[genes[i]!]! += shifted[i]! * scale;
      parts.push({ ...part, table: new AliasTable(shifted, genes) });
    };
    const addOwn = (what: Weighted, part: Omit<RecipePart, "table">): void => {
      if (what[0].length > 0) rest -= part.share * (part.end === 1 ? 0 : 1);
      add(what, part);
    };

    for (const [name, share] of Object.entries(type.programs)) {
      const symbols = programGenes(name as ProgramName);
      const spread = COMMON_SPREADS[name];
      const parts: readonly [Weighted, number][] =
        spread === undefined ? this.#modules(symbols, share) : [[this.#ranked(symbols), share]];
      for (const [genes, part] of parts) addOwn(genes, { share: part, spread: spread ?? MODULE_SPREAD });
    }
    const origin = type.name === "malignant cell" ? MALIGNANT_ORIGIN[tissue] : undefined;
    if (origin !== undefined) addOwn(this.#ranked(programGenes(origin)), { share: 0.07, spread: 0.7 });
    for (const end of [0, 1] as const) {
      addOwn(this.#ranked(symbolsOf(type.states[end])), { share: type.stateShare, spread: MODULE_SPREAD, end });
    }
    add(this.#all(this.#shifted.get(type.name)!), { share: rest, spread: REST_SPREAD });
    activitiesOf(type).forEach(({ program, share, spread }, donorFactor) => {
      add(this.#ranked(programGenes(program)), { share, spread, donorFactor });
    });
    return new CellRecipe(parts, profile);
  }

  /** The small shift of a dataset. */
  makeBatch(random: Random): Batch {
    const factors = Float64Array.from(this.#genes, () => portableExp(BATCH_SPREAD * random.normal()));
    const weights = this.#background().map((weight, i) => weight * factors[i]!);
    const total = sum(weights);
    return { factors, background: weights.map((weight) => weight / total), backgroundTable: new AliasTable(weights) };
  }

  /** The weights of what every cell has: all genes by their abundance, and the common programs. */
  #background(): Float64Array {
    const common = Object.entries(COMMON_PROGRAMS);
    const scale = (1 - sum(common.map(([, share]) => share))) / sum(this.#base);
    const weights = this.#base.map((weight) => weight * scale);
    for (const [name, share] of common) {
      const [genes, ranked] = this.#ranked(programGenes(name as ProgramName));
      const total = sum(ranked);
      genes.forEach((gene, i) => {
        weights[gene]! += (ranked[i]! * share) / total;
      });
    }
    return weights;
  }

  #all(weights: Float64Array): Weighted {
    return [Int32Array.from(weights, (_, i) => i), weights];
  }

  /** The known genes among the symbols, weights falling off with rank as marker genes do. */
  #ranked(symbols: readonly string[], first = 0, step = 1): Weighted {
    const genes: number[] = [];
    const weights: number[] = [];
    for (let rank = first; rank < symbols.length; rank += step) {
      const position = this.#positions.get(symbols[rank]!);
      if (position === undefined) continue;
      genes.push(position);
      weights.push(1 / (rank + 4));
    }
    return [Int32Array.from(genes), Float64Array.from(weights)];
  }

  /** A program dealt out to modules, each with its share. */
  #modules(symbols: readonly string[], share: number): [Weighted, number][] {
    const modules = Array.from({ length: MODULES }, (_, first) => this.#ranked(symbols, first, MODULES));
    const total = sum(modules.map(([, weights]) => sum(weights)));
    return modules.map((module) => [module, total === 0 ? 0 : (share * sum(module[1])) / total]);
  }

  /** Factors: most genes nearly 1, the given part far from it. */
  #shifts(random: Random, part: number, spread: number): Float64Array {
    return Float64Array.from(this.#genes, () => {
      return portableExp((random.uniform() < part ? spread : 0.1) * random.normal());
    });
  }
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
