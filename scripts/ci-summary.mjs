// The closing line of a CI run: the counts of all its test runs together.
import { readFileSync } from "node:fs";
import { reportPath } from "./lib/vitest.mjs";

let passed = 0;
let failed = 0;
for (const name of ["unit", "system", "system-alone"]) {
  try {
    const report = JSON.parse(readFileSync(reportPath(name), "utf8"));
    passed += report.numPassedTests;
    failed += report.numFailedTests;
    if (!report.success && report.numFailedTests === 0) failed++;
  } catch {
    console.log(`no report of the ${name} tests`);
    failed++;
  }
}
console.log(`Tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
