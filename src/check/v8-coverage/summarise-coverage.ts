import { relative, resolve } from "node:path";
import type { CoverageMap, CoverageSummary as IstanbulSummary } from "istanbul-lib-coverage";
import { CoverageConverter } from "./coverage-map.js";
import { type RawCoverage, readRawCoverage } from "./raw-coverage.js";
import { sourceFiles } from "./source-files.js";
import type { CoverageCounts, CoverageShare, CoverageSummary, FileCoverage, NotebookCoverage } from "./types.js";

/**
 * What notebooks ran of the files in `folder`: `written` has the folder that each one's kernels wrote V8's coverage into.
 * With `all`, files that no kernel loaded are counted too.
 */
export async function summariseCoverage(
  folder: string,
  written: ReadonlyMap<string, string>,
  all: boolean,
): Promise<CoverageSummary> {
  const converter = new CoverageConverter(folder);
  const raw: RawCoverage[] = [];
  const maps = new Map<string, CoverageMap>();
  for (const [notebook, kernels] of [...written].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const one = await readRawCoverage(kernels);
    raw.push(one);
    maps.set(notebook, await converter.map([one]));
  }
  const map = await converter.map(raw, all ? await unloadedFiles(folder, raw) : []);
  return {
    files: map
      .files()
      .sort()
      .map((path) => fileCoverage(path, map, maps)),
    notebooks: [...maps].map(([notebook, one]) => ({ notebook, ...counts(one.getCoverageSummary()) })),
    total: counts(map.getCoverageSummary()),
    istanbul: map.toJSON() as unknown as CoverageSummary["istanbul"],
  };
}

async function unloadedFiles(folder: string, raw: readonly RawCoverage[]): Promise<string[]> {
  const loaded = new Set(
    raw.flatMap(({ processes }) => processes.flatMap(({ result }) => result.map(({ url }) => url))),
  );
  return (await sourceFiles(resolve(folder))).filter((path) => !loaded.has(path));
}

function fileCoverage(path: string, map: CoverageMap, maps: ReadonlyMap<string, CoverageMap>): FileCoverage {
  const file = map.fileCoverageFor(path);
  const notebooks: NotebookCoverage[] = [];
  for (const [notebook, one] of maps) {
    if (one.data[path] !== undefined) notebooks.push({ notebook, ...counts(one.fileCoverageFor(path).toSummary()) });
  }
  return {
    path: relative(process.cwd(), path),
    ...counts(file.toSummary()),
    uncoveredLines: file.getUncoveredLines().map(Number),
    notebooks,
  };
}

function counts({ lines, branches, functions }: IstanbulSummary): CoverageCounts {
  const share = ({ covered, total }: CoverageShare): CoverageShare => ({ covered, total });
  return { lines: share(lines), branches: share(branches), functions: share(functions) };
}
