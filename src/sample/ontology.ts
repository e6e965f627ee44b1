import type { Tissue } from "./cell-types.js";

/** A label and its ontology term. */
export type Term = readonly [label: string, term: string];

export const NORMAL: Term = ["normal", "PATO:0000461"];

export const ASSAYS: readonly Term[] = [
  ["10x 3' v3", "EFO:0009922"],
  ["10x 3' v2", "EFO:0009899"],
  ["10x 5' v1", "EFO:0011025"],
  ["10x 5' v2", "EFO:0009900"],
];

export const STAGES: readonly Term[] = [
  ["adult stage", "HsapDv:0000258"],
  ["45-year-old stage", "HsapDv:0000139"],
  ["62-year-old stage", "HsapDv:0000156"],
  ["unknown", "unknown"],
];

export const SEXES: readonly Term[] = [
  ["female", "PATO:0000383"],
  ["male", "PATO:0000384"],
];

export const ETHNICITIES: readonly Term[] = [
  ["European", "HANCESTRO:0005"],
  ["Asian", "HANCESTRO:0008"],
  ["African American", "HANCESTRO:0568"],
  ["unknown", "unknown"],
];

/** The tissue as a whole (`tissue_general`), then the places that samples come from. */
export const TISSUES: Readonly<Record<Tissue, readonly [Term, ...Term[]]>> = {
  liver: [
    ["liver", "UBERON:0002107"],
    ["caudate lobe of liver", "UBERON:0001117"],
  ],
  lung: [
    ["lung", "UBERON:0002048"],
    ["lung parenchyma", "UBERON:0008946"],
  ],
  blood: [
    ["blood", "UBERON:0000178"],
    ["venous blood", "UBERON:0013756"],
  ],
};

/** A tumour of the tissue, and another disease. */
export const DISEASES: Readonly<Record<Tissue, { readonly tumour?: Term; readonly other: Term }>> = {
  liver: {
    tumour: ["hepatocellular carcinoma", "MONDO:0007256"],
    other: ["primary sclerosing cholangitis", "MONDO:0013433"],
  },
  lung: { tumour: ["lung adenocarcinoma", "MONDO:0005061"], other: ["COVID-19", "MONDO:0100096"] },
  blood: { other: ["COVID-19", "MONDO:0100096"] },
};
