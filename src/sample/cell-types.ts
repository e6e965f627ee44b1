import type { ProgramName } from "./programs.js";

export type Tissue = "liver" | "lung" | "blood";

/** Groups of cell types that share part of their unnamed genes. */
export type Lineage = "lymphoid" | "myeloid" | "epithelial" | "stromal" | "erythroid";

/** A cell type as the simulator makes it. */
export interface CellType {
  readonly name: string;
  /** Term of the Cell Ontology. */
  readonly term: string;
  readonly lineage: Lineage;
  /** Shares of the counts that come from gene programs; the rest spreads over all other genes. */
  readonly programs: Partial<Record<ProgramName, number>>;
  /** Genes at the two ends of the type's continuous state, and the share of counts they get there. */
  readonly states: readonly [string, string];
  readonly stateShare: number;
  /** Depth relative to an average cell. */
  readonly depth: number;
}

/** What all cells express, as shares of their counts. */
export const COMMON_PROGRAMS = { ribosomal: 0.22, mitochondrial: 0.06, housekeeping: 0.24 } as const;

export const CELL_TYPES: readonly CellType[] = [
  {
    name: "hepatocyte",
    term: "CL:0000182",
    lineage: "epithelial",
    programs: { ribosomal: 0.07, mitochondrial: 0.1, housekeeping: 0.12, hepatocyte: 0.3 },
    // Periportal and pericentral zones of the lobule.
    states: ["ALDOB HAL SDS PCK1 ASS1 ARG1 G6PC1 CPS1 HAMP C3 FGB", "CYP2E1 CYP3A4 CYP1A2 GLUL CYP2A6 CYP2C8 CYP2C9"],
    stateShare: 0.12,
    depth: 1.6,
  },
  {
    name: "T cell",
    term: "CL:0000084",
    lineage: "lymphoid",
    programs: { ...COMMON_PROGRAMS, tCell: 0.12, nk: 0.015 },
    // Naive and memory at one end, cytotoxic at the other.
    states: ["IL7R CCR7 SELL LEF1 TCF7 LTB CD4", "CD8A CD8B GZMK CCL5 NKG7 GZMA CST7 GZMH"],
    stateShare: 0.06,
    depth: 0.7,
  },
  {
    name: "natural killer cell",
    term: "CL:0000623",
    lineage: "lymphoid",
    programs: { ...COMMON_PROGRAMS, nk: 0.16, tCell: 0.025 },
    states: ["FCGR3A FGFBP2 SPON2 GZMB PRF1", "XCL1 XCL2 KLRC1 NCAM1 GZMK"],
    stateShare: 0.05,
    depth: 0.7,
  },
  {
    name: "B cell",
    term: "CL:0000236",
    lineage: "lymphoid",
    programs: { ...COMMON_PROGRAMS, bCell: 0.16 },
    states: ["TCL1A IGHD FCER2 VPREB3", "CD27 BANK1 IGHM CD74"],
    stateShare: 0.04,
    depth: 0.75,
  },
  {
    name: "plasma cell",
    term: "CL:0000786",
    lineage: "lymphoid",
    programs: { ribosomal: 0.09, mitochondrial: 0.04, housekeeping: 0.12, plasma: 0.3, bCell: 0.02 },
    states: ["IGHG1 IGHG2 IGHG3 IGHG4", "IGHA1 IGHA2 JCHAIN"],
    stateShare: 0.12,
    depth: 1.1,
  },
  {
    name: "monocyte",
    term: "CL:0000576",
    lineage: "myeloid",
    programs: { ...COMMON_PROGRAMS, monocyte: 0.18 },
    // Classical and non-classical.
    states: ["S100A8 S100A9 S100A12 VCAN CD14", "FCGR3A CDKN1C LST1 MS4A7 LILRB2"],
    stateShare: 0.07,
    depth: 0.9,
  },
  {
    name: "macrophage",
    term: "CL:0000235",
    lineage: "myeloid",
    programs: { ...COMMON_PROGRAMS, macrophage: 0.15, monocyte: 0.03 },
    // Tissue-resident and recruited.
    states: ["MARCO CD5L C1QA C1QB C1QC VSIG4", "SPP1 TREM2 GPNMB FABP5 APOE"],
    stateShare: 0.07,
    depth: 1.25,
  },
  {
    name: "neutrophil",
    term: "CL:0000775",
    lineage: "myeloid",
    programs: { ribosomal: 0.06, mitochondrial: 0.03, housekeeping: 0.16, neutrophil: 0.26, monocyte: 0.06 },
    states: ["MMP8 MMP9 CAMP LCN2", "CXCL8 G0S2 NAMPT CXCR2"],
    stateShare: 0.06,
    depth: 0.45,
  },
  {
    name: "endothelial cell",
    term: "CL:0000115",
    lineage: "stromal",
    programs: { ...COMMON_PROGRAMS, endothelial: 0.16 },
    // Sinusoid and larger vessel.
    states: ["CLEC4G STAB2 FCN3 CRHBP CLEC4M OIT3", "VWF PECAM1 CLDN5 PLVAP AQP1 SPARCL1"],
    stateShare: 0.08,
    depth: 0.95,
  },
  {
    name: "hepatic stellate cell",
    term: "CL:0000632",
    lineage: "stromal",
    programs: { ...COMMON_PROGRAMS, stellate: 0.17 },
    // Quiescent and activated.
    states: ["RGS5 LRAT RELN HGF NGFR", "COL1A1 COL1A2 COL3A1 ACTA2 TAGLN TIMP1"],
    stateShare: 0.09,
    depth: 1,
  },
  {
    name: "cholangiocyte",
    term: "CL:1000488",
    lineage: "epithelial",
    programs: { ...COMMON_PROGRAMS, cholangiocyte: 0.18 },
    states: ["TFF1 TFF2 TFF3 MMP7 LCN2", "CFTR AQP5 FXYD2 ANXA4 SOX9"],
    stateShare: 0.06,
    depth: 1.2,
  },
  {
    name: "pulmonary alveolar type 2 cell",
    term: "CL:0002063",
    lineage: "epithelial",
    programs: { ribosomal: 0.1, mitochondrial: 0.06, housekeeping: 0.16, alveolarType2: 0.26 },
    states: ["SFTPC SFTPA1 SFTPA2 ABCA3 ETV5", "LAMP3 KRT8 KRT18 CTSH AREG"],
    stateShare: 0.07,
    depth: 1.3,
  },
  {
    name: "club cell",
    term: "CL:0000158",
    lineage: "epithelial",
    programs: { ...COMMON_PROGRAMS, club: 0.22 },
    states: ["SCGB1A1 SCGB3A2 CYP2F1", "MUC5B MUC5AC BPIFB1 KRT5"],
    stateShare: 0.07,
    depth: 1.2,
  },
  {
    name: "erythrocyte",
    term: "CL:0000232",
    lineage: "erythroid",
    programs: { ribosomal: 0.05, mitochondrial: 0.01, housekeeping: 0.08, erythrocyte: 0.7 },
    states: ["HBB HBA1 HBA2", "HBD ALAS2 CA1 AHSP"],
    stateShare: 0.06,
    depth: 0.5,
  },
  {
    name: "malignant cell",
    term: "CL:0001064",
    lineage: "epithelial",
    programs: { ribosomal: 0.12, mitochondrial: 0.07, housekeeping: 0.2, malignant: 0.1 },
    // Resting and cycling.
    states: ["GPC3 SPINK1 MDK SQSTM1 TXNRD1", "TOP2A MKI67 CDK1 CCNB1 UBE2C CENPF TYMS STMN1"],
    stateShare: 0.07,
    depth: 1.8,
  },
];

/** What a tumour keeps of its tissue. */
export const MALIGNANT_ORIGIN: Readonly<Record<Tissue, ProgramName | undefined>> = {
  liver: "hepatocyte",
  lung: "alveolarType2",
  blood: undefined,
};

/** Parts of the cell types in each tissue; malignant cells are found in donors with a tumour only. */
export const COMPOSITION: Readonly<Record<Tissue, Readonly<Record<string, number>>>> = {
  liver: {
    hepatocyte: 30,
    "T cell": 15,
    macrophage: 11,
    "endothelial cell": 9,
    "natural killer cell": 8,
    monocyte: 6,
    cholangiocyte: 5,
    "B cell": 4.5,
    "hepatic stellate cell": 4,
    "plasma cell": 2.5,
    neutrophil: 2,
    erythrocyte: 2,
    "malignant cell": 16,
  },
  lung: {
    "pulmonary alveolar type 2 cell": 20,
    macrophage: 22,
    "T cell": 15,
    "endothelial cell": 10,
    "club cell": 8,
    "natural killer cell": 6,
    monocyte: 7,
    "B cell": 4,
    neutrophil: 3,
    "plasma cell": 2,
    erythrocyte: 1,
    "malignant cell": 14,
  },
  blood: {
    "T cell": 45,
    monocyte: 20,
    "natural killer cell": 12,
    "B cell": 11,
    neutrophil: 8.5,
    erythrocyte: 1.5,
    "plasma cell": 2,
  },
};
