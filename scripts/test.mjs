// `npm test`: set-up, quick checks, then the unit, golden and notebook tests. Arguments go on to vitest.
import { check } from "./check.mjs";
import { ensureSetup } from "./lib/setup.mjs";
import { runVitest } from "./lib/vitest.mjs";

await ensureSetup();
await check();
const { passed, failed } = await runVitest("unit", process.argv.slice(2));
console.log(`Tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
