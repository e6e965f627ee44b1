// Runs one vitest project, keeps its JSON report and returns the counts.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";
import { projectEnvironment } from "./setup.mjs";

/** Where the JSON report of a run is kept. */
export function reportPath(name) {
  return join(root, ".cache", `vitest-${name}.json`);
}

/**
 * Test counts of the project `unit` or `system`, whose report is kept under the name. A run that reports no test at all
 * counts as one failure.
 */
export async function runVitest(project, extraArgs = [], name = project) {
  const report = reportPath(name);
  mkdirSync(join(root, ".cache"), { recursive: true });
  rmSync(report, { force: true });
  const args = ["node_modules/vitest/vitest.mjs", "run", "--project", project];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  // vitest colours even a pipe.
  const env = { ...projectEnvironment, ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }) };
  const code = await run(process.execPath, [...args, ...reporters, ...extraArgs], { env });
  try {
    const {
      numPassedTests: passed,
      numFailedTests,
      numFailedTestSuites,
      numTotalTests,
    } = JSON.parse(readFileSync(report, "utf8"));
    // A file that fails to load has no failed test of its own, yet the run must not pass.
    const failed =
      numFailedTests > 0 ? numFailedTests : code === 0 && numTotalTests > 0 ? 0 : Math.max(1, numFailedTestSuites);
    return { passed, failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
