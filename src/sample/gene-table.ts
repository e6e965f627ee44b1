import { GENE_IDS } from "./gene-ids.js";
import { portableExp } from "./portable-exp.js";
import { symbolsByImportance } from "./programs.js";
import type { Random } from "./random.js";

/** One gene of the sample; its position in the table is its `soma_joinid`. */
export interface Gene {
  /** Ensembl id. Genes without a symbol have made-up ids, ENSG9…, beyond all that Ensembl gave out. */
  readonly id: string;
  /** Symbol, or the id where there is none, as in the Census. */
  readonly name: string;
  readonly type: string;
  readonly length: number;
}

const FILLER_TYPES = ["protein_coding", "protein_coding", "protein_coding", "lncRNA", "lncRNA", "processed_pseudogene"];

/** `count` genes in random order: known symbols, the most important first as far as they fit, then unnamed ones. */
export function makeGenes(count: number, random: Random): Gene[] {
  const symbols = symbolsByImportance().slice(0, count);
  const named = symbols.map((name): Gene => {
    return { id: GENE_IDS.get(name)!, name, type: geneType(name), length: geneLength(random) };
  });
  const unnamed = Array.from({ length: count - named.length }, (_, i): Gene => {
    const id = `ENSG9${String(i + 1).padStart(10, "0")}`;
    return { id, name: id, type: random.pick(FILLER_TYPES), length: geneLength(random) };
  });
  return random.shuffled([...named, ...unnamed]);
}

/** Position of each symbol. */
export function positionsByName(genes: readonly Gene[]): ReadonlyMap<string, number> {
  return new Map(genes.map((gene, i) => [gene.name, i]));
}

const LONG_NONCODING = new Set(["MALAT1", "NEAT1", "XIST", "TSIX", "H19", "LINC00926"]);

function geneType(symbol: string): string {
  if (LONG_NONCODING.has(symbol)) return "lncRNA";
  if (/^TR[ABDG]C\d?$/.test(symbol)) return "TR_C_gene";
  return /^IG[HKL][A-Z]?C?\d?$/.test(symbol) && symbol !== "IGF2" ? "IG_C_gene" : "protein_coding";
}

function geneLength(random: Random): number {
  return 60 + Math.floor(portableExp(7 + 0.9 * random.normal()));
}
