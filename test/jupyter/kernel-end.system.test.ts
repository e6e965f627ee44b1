import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { headlessArguments } from "../../src/jupyter/headless-arguments.js";
import { KernelForks, KernelSession, type KernelSpec } from "../../src/jupyter/index.js";
import { oraclePython } from "../oracle/python.js";

/** By itself a kernel waits 14 s at least for a child that does not go. */
const OWN_WAIT_MS = 14_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-end-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const IGNORES_TERM = `["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]`;

it.each([
  ["no child", "1"],
  ["a child that it never asked for its exit code", "child = subprocess.Popen(['true'])"],
  ["children that run on", "children = [subprocess.Popen(['sleep', '600']) for _ in range(3)]"],
  [
    "a child that cannot be told to end",
    `child = subprocess.Popen(${IGNORES_TERM}, stdout=-1)\nchild.stdout.readline()`,
  ],
  ["no psutil", "import sys; sys.modules['psutil'] = None\nchild = subprocess.Popen(['sleep', '600'])"],
])(
  "a Python kernel with %s ends by itself when it is told to, and does all that is to be done at its exit",
  async (what, code) => {
    const spec: KernelSpec = {
      name: "python3",
      displayName: "Python",
      language: "python",
      argv: [oraclePython(), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
      env: {},
      interruptMode: "signal",
      resourceDir: "",
    };
    for (const forks of [undefined, new KernelForks()]) {
      const done = join(folder, `${what} ${forks === undefined}`);
      const session = await KernelSession.start(spec, {
        extraArguments: headlessArguments(spec),
        ...(forks === undefined ? {} : { forks }),
      });
      try {
        const atExit = `import atexit, subprocess\natexit.register(lambda: open(${JSON.stringify(done)}, "w").close())\n`;
        expect((await session.client.execute(atExit + code).reply).content).toMatchObject({ status: "ok" });
        session.client.request("control", "shutdown_request", { restart: false });
        const late = new Promise((resolve) => setTimeout(resolve, OWN_WAIT_MS - 1_000, "too late").unref());
        expect(await Promise.race([session.process.exited, late])).toEqual({ code: 0, signal: null });
        expect(existsSync(done)).toBe(true);
      } finally {
        await session.kill();
        await forks?.close();
      }
    }
  },
);
