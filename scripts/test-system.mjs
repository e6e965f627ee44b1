// `npm run test:system`: the tests against the real things (tiledbsoma, scanpy, papermill, an S3 server) in a pinned venv.

import { step } from "./lib/run.mjs";
import { ensureSetup } from "./lib/setup.mjs";
import { runVitest } from "./lib/vitest.mjs";

/** They measure speed or memory, keep every core busy themselves, or hold a run to moments: nothing may run beside them. */
const ALONE = [
  "test/check/speed.system.test.ts",
  "test/jupyter/forks.system.test.ts",
  "test/runner/beyond/many-at-once.system.test.ts",
  "test/runner/faults.system.test.ts",
  "test/runner/http-io.system.test.ts",
  "test/runner/memory.system.test.ts",
  "test/runner/odd-kernels.system.test.ts",
  "test/runner/signals.system.test.ts",
];

await ensureSetup();
await step("oracle environment (pinned Python packages)", "bash", ["test/oracle/setup.sh"]);
const given = process.argv.slice(2);
const oneByOne = "--no-file-parallelism";
const runs = [];
if (given.length > 0) runs.push(await runVitest("system", [oneByOne, ...given]));
else {
  const others = ALONE.map((file) => `--exclude=${file}`);
  runs.push(await runVitest("system", others));
  runs.push(await runVitest("system", [oneByOne, ...ALONE], "system-alone"));
}
const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
console.log(`Tests: ${sum("passed")} passed, ${sum("failed")} failed`);
process.exit(sum("failed") === 0 ? 0 : 1);
