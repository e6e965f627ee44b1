// `npm run test:system`: the tests against the real things (tiledbsoma, scanpy, papermill, an S3 server) in a pinned venv.

import { step } from "./lib/run.mjs";
import { ensureSetup } from "./lib/setup.mjs";
import { runVitest } from "./lib/vitest.mjs";

await ensureSetup();
await step("oracle environment (pinned Python packages)", "bash", ["test/oracle/setup.sh"]);
// One file at a time: these tests look for processes that were left behind, race for ports and measure speed.
const { passed, failed } = await runVitest("system", ["--no-file-parallelism", ...process.argv.slice(2)]);
console.log(`Tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
