import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { compareOutputs, DEFAULT_RULES, NBVAL_RULES } from "../../../src/check/compare/index.js";
import { isCodeCell, readNotebook } from "../../../src/nbformat/index.js";
import { oraclePython } from "../../oracle/python.js";
import { goldenOutputs } from "./outputs.js";

it("a notebook of pandas, matplotlib and plotly run again in a real kernel has no difference", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cellmill-rerun-"));
  try {
    const target = join(folder, "again.ipynb");
    const script = fileURLToPath(new URL("../../oracle/golden/check.py", import.meta.url));
    execFileSync(oraclePython(), [script, target], { stdio: ["ignore", "ignore", "ignore"] });
    const again = readNotebook(readFileSync(target, "utf8"));
    const golden = goldenOutputs();
    const counts = { ours: 0, nbval: 0, cells: 0 };
    for (const cell of again.cells.filter(isCodeCell)) {
      const stored = golden.get(String(cell["id"])) ?? [];
      counts.cells++;
      counts.ours += (await compareOutputs(stored, cell.outputs, DEFAULT_RULES)).length;
      counts.nbval += (await compareOutputs(stored, cell.outputs, NBVAL_RULES)).length;
    }
    expect(counts.cells).toBe(golden.size);
    expect(counts.ours).toBe(0);
    // Random ids and the date in matplotlib's SVG: what structure is for.
    expect(counts.nbval).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
