import { describe, expect, it } from "vitest";
import { activitiesOf, donorActivity } from "../../src/sample/activities.js";
import { AliasTable } from "../../src/sample/alias-table.js";
import { CellRecipe, logNormal } from "../../src/sample/cell-recipe.js";
import { CellSource } from "../../src/sample/cell-source.js";
import { CELL_TYPES, COMPOSITION } from "../../src/sample/cell-types.js";
import { planDatasets } from "../../src/sample/dataset-plan.js";
import { GENE_IDS } from "../../src/sample/gene-ids.js";
import { makeGenes } from "../../src/sample/gene-table.js";
import { portableExp } from "../../src/sample/portable-exp.js";
import { type ProgramName, programGenes, symbolsByImportance, symbolsOf } from "../../src/sample/programs.js";
import { Random } from "../../src/sample/random.js";
import { StripeBuffer } from "../../src/sample/stripe-buffer.js";

describe("Random", () => {
  it("draws the same numbers for the same seed and stream, others otherwise", () => {
    const draw = (seed: number, stream: string): number[] => {
      const random = new Random(seed, stream);
      return Array.from({ length: 4 }, () => random.uint32());
    };
    expect(draw(1, "a")).toEqual(draw(1, "a"));
    const heads = [draw(1, "a"), draw(2, "a"), draw(1, "b"), draw(2 ** 32 + 1, "a")].map(([first]) => first);
    expect(new Set(heads).size).toBe(4);
  });

  it("fills an array with the numbers that it would draw one by one", () => {
    const [one, other] = [new Random(9, "x"), new Random(9, "x")];
    const filled = new Uint32Array(50);
    one.fill(filled);
    expect([...filled]).toEqual(Array.from({ length: 50 }, () => other.uint32()));
    expect(one.uint32()).toBe(other.uint32());
  });

  it("is uniform and nearly normal", () => {
    const random = new Random(3, "moments");
    const n = 100_000;
    let [sum, normal, squares, above] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      sum += random.uniform();
      const z = random.normal();
      normal += z;
      squares += z * z;
      if (z > 1.644854) above++;
    }
    expect(sum / n).toBeCloseTo(0.5, 2);
    expect(normal / n).toBeCloseTo(0, 1);
    expect(squares / n).toBeCloseTo(1, 1);
    expect(above / n).toBeCloseTo(0.05, 2);
  });

  it("shuffles without losing anything", () => {
    const shuffled = new Random(1, "s").shuffled([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(shuffled).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...shuffled].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("portableExp", () => {
  it.each([-30, -7.3, -1, -1e-9, 0, 0.2, 0.7, 1, 5.5, 30])("equals e^%d to 13 digits", (x) => {
    expect(portableExp(x) / Math.exp(x)).toBeCloseTo(1, 13);
  });
});

describe("AliasTable", () => {
  it("draws in proportion to the weights and never what has none", () => {
    const weights = Float64Array.of(0, 1, 2, 5, 0, 12);
    const counts = new Uint32Array(6);
    const draws = 200_000;
    new AliasTable(weights).count(draws, new Random(5, "alias"), counts);
    expect(counts[0]! + counts[4]!).toBe(0);
    weights.forEach((weight, i) => {
      expect(Math.abs(counts[i]! / draws - weight / 20)).toBeLessThan(0.005);
    });
  });
});

describe("AliasTable of some indices", () => {
  it("counts at the indices it was given", () => {
    const counts = new Uint32Array(9);
    new AliasTable(Float64Array.of(1, 3), Int32Array.of(7, 2)).count(40_000, new Random(5, "alias"), counts);
    expect(counts[7]! + counts[2]!).toBe(40_000);
    expect(counts[2]! / 40_000).toBeCloseTo(0.75, 1);
  });
});

describe("logNormal", () => {
  it.each([0, 0.3, 0.9])("has mean 1 at spread %d", (spread) => {
    const random = new Random(2, "log-normal");
    let sum = 0;
    for (let i = 0; i < 50_000; i++) sum += logNormal(spread, random);
    expect(Math.abs(sum / 50_000 - 1)).toBeLessThan(0.03);
  });
});

describe("CellRecipe", () => {
  const table = (index: number): AliasTable => new AliasTable(Float64Array.of(1), Int32Array.of(index));

  it("shares a cell's molecules out to its parts, differently in every cell, with the wanted means", () => {
    const parts = [
      { table: table(0), share: 0.6, spread: 0.1 },
      { table: table(1), share: 0.2, spread: 0.1, donorFactor: 0 },
      { table: table(2), share: 0.2, spread: 0, end: 0 as const },
      { table: table(3), share: 0.2, spread: 0, end: 1 as const },
    ];
    const recipe = new CellRecipe(parts, Float64Array.of(0.6, 0.2, 0.1, 0.1));
    const random = new Random(1, "recipe");
    const sums = new Float64Array(4);
    const seen = new Set<number>();
    for (let cell = 0; cell < 2_000; cell++) {
      const counts = new Uint32Array(4);
      recipe.count(1_000, Float64Array.of(3), random, counts);
      expect(Math.abs(counts.reduce((sum, count) => sum + count, 0) - 1_000)).toBeLessThanOrEqual(4);
      seen.add(counts[2]!);
      counts.forEach((count, part) => {
        sums[part]! += count / 2_000;
      });
    }
    expect(seen.size).toBeGreaterThan(50);
    [600, 600, 100, 100].forEach((share, part) => {
      expect(Math.abs(sums[part]! / (share / 1.4) - 1)).toBeLessThan(0.05);
    });
    const mean = new Uint32Array(4);
    recipe.countMean(10_000, random, mean);
    expect([...mean].map((count) => Math.round(count / 1_000))).toEqual([6, 2, 1, 1]);
  });
});

describe("the activities", () => {
  it("run in every type, and a donor has a factor for each", () => {
    const counts = CELL_TYPES.map((type) => activitiesOf(type).filter(({ share }) => share > 0).length);
    const factors = donorActivity(true, new Random(1, "donor"));
    expect(new Set([...counts, factors.length]).size).toBe(1);
    expect(Math.min(...factors)).toBeGreaterThan(0);
  });

  it("include dividing, more in malignant cells than in others", () => {
    const dividing = CELL_TYPES.map((type) => activitiesOf(type).find(({ program }) => program === "cellCycle")!.share);
    const malignant = dividing[CELL_TYPES.findIndex(({ name }) => name === "malignant cell")]!;
    expect(dividing.filter((share) => share >= malignant).length).toBe(1);
  });
});

describe("CellSource", () => {
  const genes = makeGenes(3_000, new Random(1, "genes"));
  const liver = planDatasets(20_000, new Random(1, "datasets")).find(({ tissue }) => tissue === "liver")!;
  const source = new CellSource(genes, 1);
  const position = new Map(genes.map(({ name }, i) => [name, i]));
  const drawn: { type: string; hepatocyte: number; tCell: number }[] = [];
  for (let row = liver.start; row < liver.start + 800; row++) {
    const { type } = source.draw(liver, row);
    const total = source.counts.reduce((sum, count) => sum + count, 0);
    const part = (symbols: string): number =>
      symbolsOf(symbols).reduce((sum, symbol) => sum + source.counts[position.get(symbol)!]!, 0) / total;
    drawn.push({
      type: type.name,
      hepatocyte: part("ALB APOA1 APOA2 TTR SERPINA1 FGB APOC3"),
      tCell: part("CD3D CD3E CD3G CD2 TRAC TRBC1 TRBC2"),
    });
  }
  const parts = (name: string, markers: "hepatocyte" | "tCell"): number[] =>
    drawn.filter(({ type }) => type === name).map((cell) => cell[markers]);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it("gives the markers of a type to its cells above all", () => {
    expect(mean(parts("hepatocyte", "hepatocyte"))).toBeGreaterThan(6 * mean(parts("T cell", "hepatocyte")));
    expect(mean(parts("T cell", "tCell"))).toBeGreaterThan(10 * mean(parts("hepatocyte", "tCell")));
  });

  it("lets the commonest type's molecules leak into most other cells, into some far more than into others", () => {
    const leaked = parts("T cell", "hepatocyte");
    expect(leaked.filter((part) => part > 0).length / leaked.length).toBeGreaterThan(0.8);
    expect(Math.max(...leaked)).toBeGreaterThan(4 * mean(leaked));
    expect(mean(leaked)).toBeLessThan(0.03);
  });
});

describe("the genes", () => {
  it("have an Ensembl id for every symbol that a program or a state names", () => {
    const states = CELL_TYPES.flatMap((type) => type.states.flatMap(symbolsOf));
    const unknown = [...symbolsByImportance(), ...states].filter((symbol) => !GENE_IDS.has(symbol));
    expect(unknown).toEqual([]);
  });

  // As Ensembl and the literature have them.
  it.each([
    ["ALB", "ENSG00000163631"],
    ["APOA1", "ENSG00000118137"],
    ["CD3D", "ENSG00000167286"],
    ["MS4A1", "ENSG00000156738"],
    ["LYZ", "ENSG00000090382"],
    ["HBB", "ENSG00000244734"],
    ["SFTPC", "ENSG00000168484"],
    ["PECAM1", "ENSG00000261371"],
    ["GAPDH", "ENSG00000111640"],
  ])("give %s its id", (symbol, id) => {
    expect(GENE_IDS.get(symbol)).toBe(id);
  });

  it("are distinct, and unnamed ones have ids out of Ensembl's range", () => {
    const genes = makeGenes(3_000, new Random(1, "genes"));
    expect(new Set(genes.map(({ id }) => id)).size).toBe(3_000);
    const unnamed = genes.filter(({ id, name }) => id === name);
    expect(unnamed.length).toBe(3_000 - GENE_IDS.size);
    expect(unnamed.every(({ id }) => /^ENSG9\d{10}$/.test(id))).toBe(true);
    expect(Math.min(...genes.map(({ length }) => length))).toBeGreaterThan(0);
  });

  it("keep the strongest markers of every program when there are few", () => {
    const names = makeGenes(60, new Random(1, "genes")).map(({ name }) => name);
    for (const symbol of ["ALB", "CD3D", "NKG7", "CD79A", "LYZ", "HBB", "SFTPC", "SCGB1A1", "PECAM1"]) {
      expect(names).toContain(symbol);
    }
  });
});

describe("the cell types", () => {
  it("are fifteen, with ontology terms, and every tissue's composition names them", () => {
    expect(CELL_TYPES.length).toBe(15);
    const names = new Set(CELL_TYPES.map(({ name }) => name));
    expect(CELL_TYPES.every(({ term }) => /^CL:\d{7}$/.test(term))).toBe(true);
    for (const parts of Object.values(COMPOSITION)) {
      expect(Object.keys(parts).filter((name) => !names.has(name))).toEqual([]);
    }
  });

  it("spend less than all of their counts on programs", () => {
    for (const { name, programs, stateShare } of CELL_TYPES) {
      const spent = Object.values(programs).reduce((sum, share) => sum + share, stateShare + 0.07);
      expect(spent, name).toBeLessThan(1);
      for (const program of Object.keys(programs))
        expect(programGenes(program as ProgramName).length).toBeGreaterThan(5);
    }
  });
});

describe("the plan", () => {
  it.each([1, 7, 100, 20_000])("covers %i rows without a gap", (cells) => {
    const datasets = planDatasets(cells, new Random(1, "datasets"));
    expect(datasets[0]!.start).toBe(0);
    expect(datasets.at(-1)!.end).toBe(cells);
    for (const [i, { start, end, primaryEnd }] of datasets.entries()) {
      if (i > 0) expect(start).toBe(datasets[i - 1]!.end);
      expect(primaryEnd >= start && primaryEnd <= end).toBe(true);
    }
  });
});

describe("StripeBuffer", () => {
  it("gives rows back one column tile after another, with each row's numbers", () => {
    const stripe = new StripeBuffer(10, 5);
    const nnz = new Float64Array(5);
    const first = stripe.addRow(Uint32Array.of(1, 0, 3, 0, 8), nnz);
    const empty = stripe.addRow(new Uint32Array(5), nnz);
    stripe.addRow(Uint32Array.of(0, 2, 0, 0, 4), nnz);
    expect(first).toEqual({ sum: 12, nnz: 3, mean: 4, variance: 13 });
    expect(empty).toEqual({ sum: 0, nnz: 0, mean: 0, variance: 0 });
    expect([...nnz]).toEqual([1, 1, 1, 0, 2]);
    const { coords, values } = stripe.cells(2);
    expect([...coords[0]!]).toEqual([10, 12, 10, 10, 12]);
    expect([...coords[1]!]).toEqual([0, 1, 2, 4, 4]);
    expect([...values]).toEqual([1, 2, 3, 8, 4]);
  });
});
