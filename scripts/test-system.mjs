// `npm run test:system`: the tests against the real things (tiledbsoma, scanpy, papermill, an S3 server) in a pinned venv.

import { step } from "./lib/run.mjs";
import { ensureSetup } from "./lib/setup.mjs";
import { runVitest } from "./lib/vitest.mjs";

await ensureSetup();
await step("oracle environment (pinned Python packages)", "bash", ["test/oracle/setup.sh"]);
const { passed, failed } = await runVitest("system", process.argv.slice(2));
console.log(`Tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
