// The closing line of a CI run: the counts of both test projects together.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/run.mjs";

let passed = 0;
let failed = 0;
for (const project of ["unit", "system"]) {
  try {
    const report = JSON.parse(readFileSync(join(root, ".cache", `vitest-${project}.json`), "utf8"));
    passed += report.numPassedTests;
    failed += report.numFailedTests;
    if (!report.success && report.numFailedTests === 0) failed++;
  } catch {
    console.log(`no report of the ${project} tests`);
    failed++;
  }
}
console.log(`Tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
