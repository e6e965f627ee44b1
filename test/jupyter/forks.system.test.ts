import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { headlessArguments } from "../../src/jupyter/headless-arguments.js";
import {
  type KernelExit,
  KernelForks,
  KernelSession,
  type KernelSpec,
  type StartSessionOptions,
} from "../../src/jupyter/index.js";
import { writeNotebook } from "../../src/nbformat/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "../runner/make-notebook.js";
import { cliArguments, processes } from "../runner/run-cli.js";
import { KERNEL_CASES } from "./kernel-cases.js";

/** What a child process of a cell is called, so that it is found if it is left behind. */
const CHILD = "753.159";

let folder: string;
let spec: KernelSpec;
let forks: KernelForks;
const sessions: KernelSession[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-forks-"));
  const python = oraclePython();
  spec = {
    name: "python3",
    displayName: "Python",
    language: "python",
    argv: [python, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    env: { OF_THE_SPEC: ["$", "{PATH}:é"].join("") },
    interruptMode: "signal",
    resourceDir: join(dirname(dirname(python)), "share", "jupyter", "kernels", "python3"),
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  forks = new KernelForks();
});
afterEach(async () => {
  await Promise.all([...sessions.splice(0).map((session) => session.kill()), forks.close()]);
});

async function start(options: StartSessionOptions = {}, of: KernelSpec = spec): Promise<KernelSession> {
  const session = await KernelSession.start(of, {
    cwd: folder,
    extraArguments: headlessArguments(of),
    startTimeoutMs: 60_000,
    ...options,
  });
  sessions.push(session);
  return session;
}

/** All that a cell sends, as text, without what differs between any two runs. */
async function outputs(session: KernelSession, code: string): Promise<string> {
  const texts: string[] = [];
  const request = session.client.execute(code, {});
  await new Promise<void>((resolve) => {
    const stop = session.client.onIopub(({ header, parentHeader, content }) => {
      if (parentHeader.msg_id !== request.id) return;
      if (header.msg_type === "stream") texts.push(String(content["text"]));
      else if (header.msg_type === "error")
        texts.push(`${content["ename"]} ${(content["traceback"] as string[]).join("\n")}`);
      else if (header.msg_type === "execute_result") texts.push(JSON.stringify(content["data"]));
      if (header.msg_type !== "status" || content["execution_state"] !== "idle") return;
      stop();
      resolve();
    });
  });
  return texts
    .join("")
    .replaceAll(/cellmill-[\w-]+(?=\/connection)/g, "cellmill-…")
    .replaceAll(/ipykernel_\d+/g, "ipykernel_…")
    .replaceAll(/0x[0-9a-f]{6,}/g, "0x…");
}

const parentOf = async (session: KernelSession): Promise<number> =>
  Number(await outputs(session, "import os; print(os.getppid())"));

async function gone(what: (command: string) => boolean): Promise<string[]> {
  const left = (): string[] => processes().flatMap(({ command }) => (what(command) ? [command] : []));
  for (let waited = 0; waited < 10_000 && left().length > 0; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return left();
}

describe("a kernel that was forked", () => {
  it("is what a kernel is that was started by itself", async () => {
    // Modules of these names were imported before the notebook's folder came to be searched, or not.
    for (const name of ["resource", "pdb", "colorsys"]) writeFileSync(join(folder, `${name}.py`), "");
    const [plain, forked] = await Promise.all([start(), start({ forks })]);
    expect(forks.forked).toBe(1);
    const facts = ({ info: { banner: _, ...rest } }: KernelSession): unknown => rest; // the banner has a tip at random
    expect(facts(forked)).toEqual(facts(plain));
    const answers = (session: KernelSession): Promise<Record<string, string>> =>
      KERNEL_CASES.reduce(
        async (before, [name, code]) => ({ ...(await before), [name]: await outputs(session, code) }),
        Promise.resolve({}),
      );
    const [expected, got] = await Promise.all([answers(plain), answers(forked)]);
    expect(got).toEqual(expected);
    // That the cases say something at all.
    for (const [name, , shows] of KERNEL_CASES) expect(expected[name], name).toMatch(shows);
  });

  it("has random numbers, ids and a server of its own, and the working directory that it asks for", async () => {
    const other = join(folder, "other");
    mkdirSync(other, { recursive: true });
    const both = [await start({ forks }), await start({ forks, cwd: other })] as const;
    const code = "import os, random, uuid, tempfile; print(random.random(), uuid.uuid4(), tempfile.mktemp())";
    const texts = await Promise.all(both.map((session) => outputs(session, code)));
    expect(new Set(texts.flatMap((text) => text.trim().split(" "))).size).toBe(6);
    expect(await Promise.all(both.map((session) => outputs(session, "print(os.getcwd())")))).toEqual([
      `${folder}\n`,
      `${other}\n`,
    ]);
    expect(await parentOf(both[0])).toBe(await parentOf(both[1]));
    expect(await parentOf(both[0])).not.toBe(process.pid);
    // Other variables are another server's.
    const third = await start({ forks, env: { ...process.env, OTHER: "1" } });
    expect(await parentOf(third)).not.toBe(await parentOf(both[0]));
    expect(forks.forked).toBe(3);
  });

  it("is reported to have ended as it did", async () => {
    const ends: [end: string, exit: KernelExit][] = [
      ["os._exit(3)", { code: 3, signal: null }],
      ["os._exit(0)", { code: 0, signal: null }],
      ["os.kill(os.getpid(), 9)", { code: null, signal: "SIGKILL" }],
      ["os.kill(os.getpid(), 11)", { code: null, signal: "SIGSEGV" }],
      ["os.kill(os.getpid(), 15)", { code: null, signal: "SIGTERM" }],
    ];
    for (const [end, exit] of ends) {
      const session = await start({ forks });
      session.client.execute(`import os; ${end}`, {}).reply.catch(() => {});
      expect(await session.process.exited, end).toEqual(exit);
    }
    expect(forks.forked).toBe(ends.length);
  });

  it("is interrupted, ends when it is asked to, and is killed even if it is stopped", async () => {
    const session = await start({ forks });
    const loop = outputs(session, "print('on', flush=True)\nwhile True: pass");
    await new Promise<void>((resolve) =>
      session.client.onIopub(({ header }) => header.msg_type === "stream" && resolve()),
    );
    session.interrupt();
    expect(await loop).toMatch(/^on\nKeyboardInterrupt /);
    expect(await session.shutdown()).toEqual({ code: 0, signal: null });

    const stopped = await start({ forks });
    stopped.client.execute(
      `import os, subprocess; subprocess.Popen(["sleep", "${CHILD}"]); os.kill(os.getpid(), 19)`,
      {},
    );
    expect(await stopped.kill()).toEqual({ code: null, signal: "SIGKILL" });
    expect(await gone((command) => command.includes(CHILD))).toEqual([]);
    expect(forks.forked).toBe(2);
  });

  it("that cannot start says why in its own words", async () => {
    const extraArguments = ["--profile=none-such"];
    const errors = await Promise.all(
      [{}, { forks }].map((how) =>
        start({ extraArguments, ...how }).then(
          () => "it started",
          (error: Error) => error.message.replaceAll(/cellmill-[\w-]+(?=\/connection)/g, "cellmill-…"),
        ),
      ),
    );
    expect(errors[0]).toMatch(/died before it answered.*none-such/s);
    expect(errors[1]).toBe(errors[0]);
    expect(forks.forked).toBe(1);
  });

  it("ends with its server, which is said; later ones are started by themselves", async () => {
    const session = await start({ forks });
    await outputs(session, `import subprocess; subprocess.Popen(["sleep", "${CHILD}"])`);
    process.kill(await parentOf(session), "SIGKILL");
    expect(await session.process.exited).toEqual({ code: null, signal: "SIGKILL" });
    const { connection } = session.process;
    expect(await gone((command) => command.includes(CHILD) || command.includes(dirname(connection.ip)))).toEqual([]);
    expect(await parentOf(await start({ forks }))).toBe(process.pid);
    expect(forks.forked).toBe(1);
  });
});

it("nothing is left of a batch whose runner is killed", async () => {
  const temporary = join(folder, "tmp");
  const notebooks = join(folder, "notebooks");
  for (const path of [temporary, notebooks]) mkdirSync(path);
  const cell = `import subprocess, time\nsubprocess.Popen(["sleep", "${CHILD}"])\ntime.sleep(1000)`;
  for (const name of ["a", "b", "c"])
    writeFileSync(join(notebooks, `${name}.ipynb`), writeNotebook(makeNotebook("python3", [cell])));
  const env = {
    ...process.env,
    TMPDIR: temporary,
    JUPYTER_PATH: join(dirname(dirname(oraclePython())), "share", "jupyter"),
  };
  const runner = spawn(process.execPath, cliArguments("check", notebooks, "--jobs", "2"), { stdio: "ignore", env });
  const own = (): string[] =>
    processes().flatMap(({ command }) => (command.includes(temporary) || command.includes(CHILD) ? [command] : []));
  // Two that run and one ahead, and two children.
  try {
    await expect.poll(() => own().length, { timeout: 60_000 }).toBe(5);
  } finally {
    runner.kill("SIGKILL");
  }
  await expect.poll(own, { timeout: 30_000 }).toEqual([]);
});

describe("kernels are started by themselves", () => {
  it("where no other is to come", async () => {
    forks = new KernelForks({ toCome: () => 0 });
    expect(await parentOf(await start({ forks }))).toBe(process.pid);
  });

  it.each([
    [
      "the interpreter starts a thread",
      "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
    ],
    ["the interpreter is watched", "import sys\nsys.setprofile(lambda *_: None)"],
    [
      "the server cannot import",
      "import sys\nif 'fork_server' in ' '.join(sys.orig_argv): sys.modules['ipykernel'] = None",
    ],
    ["the server dies at once", "import os, sys\nif 'fork_server' in ' '.join(sys.orig_argv): os._exit(0)"],
  ])("where %s", async (name, code) => {
    const path = join(folder, name);
    mkdirSync(path);
    writeFileSync(join(path, "sitecustomize.py"), code);
    const session = await start({ forks, env: { ...process.env, PYTHONPATH: path } });
    expect(await parentOf(session)).toBe(process.pid);
    expect(forks.forked).toBe(0);
  });

  it("once packages have changed", async () => {
    const path = join(folder, "site-packages");
    mkdirSync(path);
    const env = { ...process.env, PYTHONPATH: path };
    expect(await parentOf(await start({ forks, env }))).not.toBe(process.pid);
    writeFileSync(join(path, "new.py"), "");
    const session = await start({ forks, env });
    expect(await parentOf(session)).toBe(process.pid);
    expect(await outputs(session, "import new; print(new.__name__)")).toBe("new\n");
  });
});
