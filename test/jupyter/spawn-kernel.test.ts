import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const MODULE = new URL("../../dist/jupyter/spawn-kernel.js", import.meta.url).href;

it("does not wait for a process that has left the kernel's group and holds its output open", async () => {
  if (!existsSync(fileURLToPath(MODULE))) throw new Error('the library is not built: run "npm run build" first');
  const program = `
import { spawnKernel } from ${JSON.stringify(MODULE)};
let heard = "";
const command = { argv: ["sh", "-c", "setsid sleep 300 & echo $!"], cwd: ".", env: process.env };
const { exited } = await spawnKernel(command, (text) => { heard += text; });
await exited;
process.on("exit", () => console.log(heard));`;
  const runner = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  runner.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  await new Promise((resolve) => runner.once("close", resolve));
  // It is still there: nobody waited for its end.
  expect(process.kill(Number(printed), "SIGKILL")).toBe(true);
});
