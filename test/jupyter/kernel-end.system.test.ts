import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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

const IPYKERNEL: KernelSpec = {
  name: "python3",
  displayName: "Python",
  language: "python",
  argv: [oraclePython(), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
  env: {},
  interruptMode: "signal",
  resourceDir: "",
};

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
    for (const forks of [undefined, new KernelForks()]) {
      const done = join(folder, `${what} ${forks === undefined}`);
      const session = await KernelSession.start(IPYKERNEL, {
        extraArguments: headlessArguments(IPYKERNEL),
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

// A control thread that flushes while the publishing thread ends waits ten seconds for it, in some of a hundred kernels.
it("a Python kernel ends its publishing thread after its control thread, however slowly that flushes", async () => {
  const alive = join(folder, "alive");
  const code = `
import sys, threading, time
kernel = get_ipython().kernel
control, flush, stop = kernel.control_thread, sys.stdout.flush, kernel.iopub_thread.stop
def flush_slowly():
    if threading.current_thread() is control:
        time.sleep(0.3)
    flush()
# IPython empties the notebook's names before.
def stop_and_tell(control=control, stop=stop):
    with open(${JSON.stringify(alive)}, "w") as file:
        file.write(str(control.is_alive()))
    stop()
sys.stdout.flush, kernel.iopub_thread.stop = flush_slowly, stop_and_tell`;
  const session = await KernelSession.start(IPYKERNEL, { extraArguments: headlessArguments(IPYKERNEL) });
  try {
    expect((await session.client.execute(code).reply).content).toMatchObject({ status: "ok" });
    expect(await session.shutdown()).toEqual({ code: 0, signal: null });
    expect(readFileSync(alive, "utf8")).toBe("False");
  } finally {
    await session.kill();
  }
});

/** Each keeps a file that has not been written out, and an object that writes one when it is deleted, somewhere else. */
const KEPT = [
  "one = keep('namespace')",
  "a = A(); a.me = a; a.kept = keep('cycle')",
  "a = A(); a.me = a; a.kept = keep('deleted cycle'); del a",
  "def fail():\n    local = keep('frame')\n    raise ValueError\nfail()",
  "keep('output')",
  "sys.mine = keep('sys'); os.mine = keep('os'); builtins.mine = keep('builtins'); tempfile.mine = keep('tempfile')",
  "import colorsys; colorsys.mine = keep('module')",
  "module = types.ModuleType('made'); sys.modules['made'] = module; module.mine = keep('new module')",
  "get_ipython().mine = keep('shell'); get_ipython().kernel.mine = keep('kernel')",
  "get_ipython().events.register('post_run_cell', lambda result, kept=keep('callback'): None)",
  "logging.getLogger('kept').mine = keep('logger')",
  "asyncio.get_event_loop().mine = keep('loop'); threading.main_thread().mine = keep('thread')",
  "def generate():\n    kept = keep('generator')\n    try:\n        yield\n    finally:\n        kept[0].write('more')\n" +
    "waiting = generate(); next(waiting)",
  "@functools.lru_cache\ndef cached(name): return keep(name)\ncached('cache'); None",
  "class Keeping: kept = keep('class')",
  "atexit.register(lambda kept=keep('exit'): kept[0].write('more'))",
  "variable = contextvars.ContextVar('variable'); variable.set(keep('context')); None",
  "local = threading.local(); local.mine = keep('thread local')",
];

/** What the kernel has written when it has ended, by name. */
async function keptFiles(name: string, extraArguments: readonly string[]): Promise<Record<string, string>> {
  const target = join(folder, name);
  mkdirSync(target);
  const setUp = `
import asyncio, atexit, builtins, contextvars, functools, logging, os, sys, tempfile, threading, types
os.chdir(${JSON.stringify(target)})
class Deleted:
    def __init__(self, name): self.name = name + " deleted"
    def __del__(self, open=open):
        with open(self.name, "w") as file: file.write("deleted")
def keep(name):
    file = open(name, "w"); file.write("text"); return [file, Deleted(name)]
class A: pass`;
  const session = await KernelSession.start(IPYKERNEL, { extraArguments });
  try {
    for (const code of [setUp, ...KEPT]) await session.client.execute(code, { stopOnError: false }).reply;
    expect(await session.shutdown()).toEqual({ code: 0, signal: null });
  } finally {
    await session.kill();
  }
  return Object.fromEntries(readdirSync(target).map((file) => [file, readFileSync(join(target, file), "utf8")]));
}

it("a Python kernel that leaves its own objects out of collections writes and deletes all that another one does", async () => {
  const theirs = await keptFiles("plain", []);
  expect(theirs).toMatchObject({
    namespace: "text",
    "cycle deleted": "deleted",
    generator: "textmore",
    exit: "textmore",
  });
  expect(await keptFiles("headless", headlessArguments(IPYKERNEL))).toEqual(theirs);
});
