import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../core/temporary-folder.js";
import type { CoverageSummary } from "./types.js";

/** Collects what the kernels of a check ran of the files in a folder. */
export interface CoverageCollector {
  /** Variables that make the kernel of a notebook write its coverage when it ends. */
  readonly environment: (notebook: string) => Readonly<Record<string, string>>;
  /** The coverage of all notebooks, when all kernels have ended. */
  summary(): Promise<CoverageSummary>;
  close(): Promise<void>;
}

/** A collector for the files in `folder`, those of packages left out; `all` counts files that nothing loaded too. */
export async function coverageCollector(folder: string, all: boolean): Promise<CoverageCollector> {
  const temporary = makeTemporaryFolder();
  const folders = new Map<string, string>();
  return {
    environment(notebook) {
      const known = folders.get(notebook) ?? join(temporary, String(folders.size));
      folders.set(notebook, known);
      return { NODE_V8_COVERAGE: known };
    },
    async summary() {
      // Its libraries are loaded only where coverage is asked for.
      const { summariseCoverage } = await import("./summarise-coverage.js");
      return summariseCoverage(folder, folders, all);
    },
    close: () => rm(temporary, { recursive: true, force: true }),
  };
}
