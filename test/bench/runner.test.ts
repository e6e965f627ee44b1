import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { benchNotebook, CASES, median, report, runCase } from "./runner.mjs";

it("measures the runner's own start, and says what was demanded of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cellmill-bench-"));
  try {
    const measured = await runCase("help", 1, folder);
    expect(measured.results["cellmill"]).toHaveLength(1);
    expect(measured.results["cellmill"]![0]).toMatchObject({ wall: expect.any(Number), cpu: expect.any(Number) });
    expect(report("help", measured)).toMatch(
      /^help +cellmill .* s wall .* s CPU .*(met|NOT MET): 80 ms\nhelp +node .* × wall, .* × CPU$/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("makes notebooks of as many cells as a case says", () => {
  expect(JSON.parse(benchNotebook(CASES["tiny"]!)).cells).toHaveLength(200);
  expect(median([3, 1, 2])).toBe(2);
});

it("says whether a long notebook takes as long per cell as a shorter one in the same run", () => {
  const took = (cpu: number) => [{ wall: cpu, cpu, peakBytes: 1e8 }];
  const perCell = (long: number): string | undefined =>
    report("thousand", {
      results: { cellmill: took(long), "1 cells": took(0.5), "200 cells": took(1.495) },
      fileBytes: 1e6,
    })
      .split("\n")
      .at(-1);
  expect(perCell(0.5 + 999 * 0.006)).toBe("CPU per cell: 5.00 ms of 200, 6.00 ms of 1000  met: linear");
  expect(perCell(0.5 + 999 * 0.007)).toBe("CPU per cell: 5.00 ms of 200, 7.00 ms of 1000  NOT MET: linear");
});
