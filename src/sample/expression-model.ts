import { AliasTable } from "./alias-table.js";
import { CELL_TYPES, type CellType, COMMON_PROGRAMS, MALIGNANT_ORIGIN, type Tissue } from "./cell-types.js";
import { type Gene, positionsByName } from "./gene-table.js";
import { portableExp } from "./portable-exp.js";
import { type ProgramName, programGenes, symbolsOf } from "./programs.js";
import { Random } from "./random.js";

/** Spread of the unnamed genes' abundance; makes about 7 % of 8,000 genes show up in a cell. */
const ABUNDANCE_SPREAD = 2.7;
/** No unnamed gene lies further above the middle than this many deviations: the known genes stay the most abundant. */
const ABUNDANCE_LIMIT = 2.3;
const BATCH_SPREAD = 0.12;

/** What the cells of one type in one dataset are drawn from. */
export interface TypeTables {
  /** The two ends of the type's state. */
  readonly ends: readonly [AliasTable, AliasTable];
}

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

  /** The tables of a cell type in a dataset; `batch` comes from `batchShift`. */
  tables(type: CellType, tissue: Tissue, batch: Float64Array): TypeTables {
    return { ends: [this.#table(type, 0, tissue, batch), this.#table(type, 1, tissue, batch)] };
  }

  /** What every cell has, whatever its type: a cell whose own programs are weak is mostly this. */
  background(batch: Float64Array): AliasTable {
    return this.#mixture(this.#base, Object.entries(COMMON_PROGRAMS).map(programShare), batch);
  }

  /** The table of a program alone, over all genes (a program without any known gene falls back on abundance). */
  programTable(name: ProgramName): AliasTable {
    const weights = new Float64Array(this.#genes.length);
    this.#add(weights, programGenes(name), 1);
    return new AliasTable(weights.some((weight) => weight > 0) ? weights : this.#base);
  }

  /** A dataset's factor for every gene. */
  batchShift(random: Random): Float64Array {
    return Float64Array.from(this.#genes, () => portableExp(BATCH_SPREAD * random.normal()));
  }

  #table(type: CellType, end: 0 | 1, tissue: Tissue, batch: Float64Array): AliasTable {
    const programs = Object.entries(type.programs).map(programShare);
    programs.push([symbolsOf(type.states[end]), type.stateShare]);
    const origin = type.name === "malignant cell" ? MALIGNANT_ORIGIN[tissue] : undefined;
    if (origin !== undefined) programs.push([programGenes(origin), 0.07]);
    return this.#mixture(this.#shifted.get(type.name)!, programs, batch);
  }

  /** Programs by their shares, and for the rest of the counts all genes by their abundance. */
  #mixture(abundance: Float64Array, programs: readonly ProgramShare[], batch: Float64Array): AliasTable {
    const named = programs.reduce((sum, [, share]) => sum + share, 0);
    const total = abundance.reduce((sum, weight) => sum + weight, 0);
    const weights = abundance.map((weight) => (weight * (1 - named)) / total);
    for (const [symbols, share] of programs) this.#add(weights, symbols, share);
    return new AliasTable(weights.map((weight, i) => weight * batch[i]!));
  }

  /** Spreads the share over the genes of a program, falling off with rank as marker genes do. */
  #add(weights: Float64Array, symbols: readonly string[], share: number): void {
    const known = symbols.flatMap((symbol, rank) => {
      const position = this.#positions.get(symbol);
      return position === undefined ? [] : [{ position, weight: 1 / (rank + 4) }];
    });
    const total = known.reduce((sum, { weight }) => sum + weight, 0);
    for (const { position, weight } of known) weights[position] = weights[position]! + (weight * share) / total;
  }

  /** Factors: most genes nearly 1, the given part far from it. */
  #shifts(random: Random, part: number, spread: number): Float64Array {
    return Float64Array.from(this.#genes, () => {
      return portableExp((random.uniform() < part ? spread : 0.1) * random.normal());
    });
  }
}

type ProgramShare = readonly [symbols: readonly string[], share: number];

function programShare([name, share]: [string, number]): ProgramShare {
  return [programGenes(name as ProgramName), share];
}
