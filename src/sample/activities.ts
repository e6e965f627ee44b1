import { logNormal } from "./cell-recipe.js";
import type { CellType, Lineage } from "./cell-types.js";
import type { ProgramName } from "./programs.js";
import type { Random } from "./random.js";

/** A program that runs in every cell, more or less, whatever its type. */
export interface Activity {
  readonly program: ProgramName;
  /** Mean share of the counts, before all shares are scaled to a sum of one. */
  readonly share: number;
  /** Deviation of the logarithm of the share between cells. */
  readonly spread: number;
  /** How much more or less of it the cells of a lineage have; 1 where not given. */
  readonly factors: Partial<Record<Lineage, number>>;
}

// What makes cells of different types alike: clusters of real data are clouds that touch because of it.
const ACTIVITIES: readonly Activity[] = [
  { program: "stress", share: 0.022, spread: 0.9, factors: { erythroid: 0.2 } },
  { program: "interferon", share: 0.004, spread: 0.9, factors: { erythroid: 0.2 } },
  { program: "cellCycle", share: 0.005, spread: 1.1, factors: { erythroid: 0.2 } },
  { program: "glycolysis", share: 0.012, spread: 0.6, factors: { erythroid: 0.5 } },
  { program: "respiration", share: 0.02, spread: 0.5, factors: { epithelial: 1.6, erythroid: 0.3 } },
  { program: "leukocyte", share: 0.004, spread: 0.7, factors: { lymphoid: 10, myeloid: 4, erythroid: 0.5 } },
  { program: "antigenPresentation", share: 0.012, spread: 0.8, factors: { myeloid: 3, lymphoid: 0.8, erythroid: 0.2 } },
  { program: "inflammation", share: 0.008, spread: 1, factors: { myeloid: 3.5, erythroid: 0.4 } },
  { program: "scavenger", share: 0.004, spread: 0.8, factors: { myeloid: 6, stromal: 4, erythroid: 0.5 } },
  { program: "cytotoxic", share: 0.002, spread: 1, factors: { lymphoid: 6, erythroid: 0.5 } },
  { program: "epithelial", share: 0.003, spread: 0.8, factors: { epithelial: 8, erythroid: 0.5 } },
  { program: "matrix", share: 0.003, spread: 0.8, factors: { stromal: 10, erythroid: 0.5 } },
];

const DONOR_SPREAD = 0.3;
const DISEASE_INTERFERON = 4;
/** How much more the cells of a tumour divide. */
const TUMOUR_CYCLE = 8;

/** The activities of a cell type, with the mean shares that it has. */
export function activitiesOf(type: CellType): readonly Activity[] {
  return ACTIVITIES.map((activity) => {
    const cycle = activity.program === "cellCycle" && type.name === "malignant cell" ? TUMOUR_CYCLE : 1;
    return { ...activity, share: activity.share * cycle * (activity.factors[type.lineage] ?? 1) };
  });
}

/** How much stronger each activity is in a donor; diseased tissue reacts. */
export function donorActivity(isDiseased: boolean, random: Random): Float64Array {
  return Float64Array.from(ACTIVITIES, ({ program }) => {
    return logNormal(DONOR_SPREAD, random) * (isDiseased && program === "interferon" ? DISEASE_INTERFERON : 1);
  });
}
