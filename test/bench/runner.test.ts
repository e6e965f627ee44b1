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
