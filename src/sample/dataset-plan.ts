import { COMPOSITION, type Tissue } from "./cell-types.js";
import { ASSAYS, DISEASES, ETHNICITIES, NORMAL, SEXES, STAGES, type Term, TISSUES } from "./ontology.js";
import type { Random } from "./random.js";

/** A person; the cells of one donor lie together. */
export interface Donor {
  readonly id: string;
  readonly stage: Term;
  readonly sex: Term;
  readonly ethnicity: Term;
  readonly disease: Term;
  readonly tissue: Term;
  readonly hasTumour: boolean;
}

/** A study; its cells are consecutive rows. */
export interface Dataset {
  readonly id: string;
  readonly tissue: Tissue;
  readonly assay: Term;
  readonly suspension: "cell" | "nucleus";
  readonly donors: readonly Donor[];
  /** Rows `start … end − 1`. */
  readonly start: number;
  readonly end: number;
  /** From this row on the cells are copies of cells published elsewhere: not primary. */
  readonly primaryEnd: number;
  /** Depth relative to the average study. */
  readonly depth: number;
}

// Share of all cells, and the part of them that is not primary: 15 % over all, in every tissue.
const STUDIES: readonly { tissue: Tissue; share: number; secondary: number }[] = [
  { tissue: "liver", share: 0.22, secondary: 0 },
  { tissue: "liver", share: 0.14, secondary: 0 },
  { tissue: "liver", share: 0.1, secondary: 0.18 },
  { tissue: "liver", share: 0.06, secondary: 1 },
  { tissue: "lung", share: 0.12, secondary: 0 },
  { tissue: "lung", share: 0.09, secondary: 0 },
  { tissue: "lung", share: 0.07, secondary: 0.6 },
  { tissue: "blood", share: 0.09, secondary: 0 },
  { tissue: "blood", share: 0.07, secondary: 0 },
  { tissue: "blood", share: 0.04, secondary: 0.75 },
];

/** The studies of a sample in random order, covering `[0, cells)`. */
export function planDatasets(cells: number, random: Random): Dataset[] {
  const studies = random.shuffled(STUDIES);
  let share = 0;
  let end = 0;
  return studies.map((study, i) => {
    const start = end;
    share += study.share;
    end = i === studies.length - 1 ? cells : Math.min(cells, Math.round(share * cells));
    const hex = random.hex(32);
    return {
      id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`,
      tissue: study.tissue,
      assay: ASSAYS[i % ASSAYS.length]!,
      suspension: study.tissue !== "blood" && i % 4 === 3 ? "nucleus" : "cell",
      donors: Array.from({ length: 2 + random.below(3) }, (_, d) => makeDonor(study.tissue, i, d, random)),
      start,
      end,
      primaryEnd: end - Math.round((end - start) * study.secondary),
      depth: 0.8 + 0.4 * random.uniform(),
    };
  });
}

function makeDonor(tissue: Tissue, study: number, donor: number, random: Random): Donor {
  const { tumour, other } = DISEASES[tissue];
  // The first donor of a study is healthy; where the tissue has a tumour the second one has it.
  const hasTumour = tumour !== undefined && donor === 1;
  return {
    id: `S${study + 1}-D${donor + 1}`,
    stage: random.pick(STAGES),
    sex: random.pick(SEXES),
    ethnicity: random.pick(ETHNICITIES),
    disease: hasTumour ? tumour : donor < 2 || random.uniform() < 0.5 ? NORMAL : other,
    tissue: TISSUES[tissue][random.uniform() < 0.3 ? 1 : 0]!,
    hasTumour,
  };
}

/** Cumulative shares of the cell types that a donor's sample has, in the order of the names. */
export function compositionOf(tissue: Tissue, hasTumour: boolean): { name: string; upTo: number }[] {
  const parts = Object.entries(COMPOSITION[tissue]).filter(([name]) => hasTumour || name !== "malignant cell");
  const total = parts.reduce((sum, [, part]) => sum + part, 0);
  let upTo = 0;
  return parts.map(([name, part]) => {
    upTo += part / total;
    return { name, upTo };
  });
}
