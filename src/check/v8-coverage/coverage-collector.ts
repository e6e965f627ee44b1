import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FileCoverage } from "../options.js";
import { LineCoverage } from "./line-coverage.js";
import { readV8Coverage } from "./read-coverage.js";

/** Collects what the kernels of a check ran of the files in a folder. */
export interface CoverageCollector {
  /** Variables that make the kernel of a notebook write its coverage when it ends. */
  readonly environment: (notebook: string) => Readonly<Record<string, string>>;
  /** The coverage of all notebooks by file; call it once, when all kernels have ended. */
  finish(): Promise<FileCoverage[]>;
}

/** A collector for the files in `folder`, those of packages left out. */
export async function coverageCollector(folder: string): Promise<CoverageCollector> {
  const temporary = await mkdtemp(join(tmpdir(), "cellmill-coverage-"));
  const folders = new Map<string, string>();
  return {
    environment(notebook) {
      const known = folders.get(notebook) ?? join(temporary, String(folders.size));
      folders.set(notebook, known);
      return { NODE_V8_COVERAGE: known };
    },
    async finish() {
      const lines = new LineCoverage(resolve(folder));
      try {
        for (const [notebook, written] of folders)
          await readV8Coverage(written, (script) => lines.add(notebook, script));
        return lines.files();
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    },
  };
}
