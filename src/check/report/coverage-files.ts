import { OptionError } from "../../core/index.js";
import type { CoverageSummary } from "../v8-coverage/types.js";

/** Istanbul's reporters: `lcovonly` writes `lcov.info`, `lcov` pages beside it, `json` `coverage-final.json`. */
export const COVERAGE_REPORTERS: readonly string[] = [
  "clover",
  "cobertura",
  "html",
  "html-spa",
  "json",
  "json-summary",
  "lcov",
  "lcovonly",
  "teamcity",
  "text",
  "text-lcov",
  "text-summary",
];

/** Throws an OptionError for a reporter that does not exist. */
export function checkCoverageReporters(names: readonly string[]): void {
  const unknown = names.find((name) => !COVERAGE_REPORTERS.includes(name));
  if (unknown === undefined) return;
  throw new OptionError({
    what: "unknown coverage reporter",
    expected: `one of ${COVERAGE_REPORTERS.join(", ")}`,
    got: unknown,
  });
}

/** Writes coverage by Istanbul's reporters into a folder (`text…` and `teamcity` print), for services and editors to read. */
export async function writeCoverage(
  coverage: CoverageSummary,
  reporters: readonly string[],
  directory: string,
): Promise<void> {
  checkCoverageReporters(reporters);
  const { default: istanbul } = await import("istanbul-lib-coverage");
  const { default: library } = await import("istanbul-lib-report");
  const { default: reports } = await import("istanbul-reports");
  const coverageMap = istanbul.createCoverageMap(coverage.istanbul as Parameters<typeof istanbul.createCoverageMap>[0]);
  const context = library.createContext({ dir: directory, coverageMap });
  for (const name of reporters) reports.create(name as Parameters<typeof reports.create>[0]).execute(context);
}
