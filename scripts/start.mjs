// `npm start`: set-up, then the tutorial notebook, headless, on the embedded sample. Arguments go on to `cellmill run`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root, run, step } from "./lib/run.mjs";
import { ensureSetup, projectEnvironment } from "./lib/setup.mjs";

const output = "out/tutorial.ipynb";
await ensureSetup();
mkdirSync(join(root, "out"), { recursive: true });
await step("sample data", process.execPath, ["scripts/ensure-sample.mjs"], { env: projectEnvironment });
process.stderr.write(`▸ run notebooks/tutorial.ipynb\n`);
const began = performance.now();
const args = ["dist/cli/main.js", "run", "notebooks/tutorial.ipynb", output, "-f", "params/sample.yaml"];
const code = await run(process.execPath, [...args, ...process.argv.slice(2)], { env: projectEnvironment });
if (code === 0) {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`✔ the tutorial ran in ${seconds} s; open ${output} in JupyterLab or VS Code`);
}
process.exit(code);
