import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CodeCell,
  isJsonObject,
  type JsonObject,
  readNotebook,
  validateNotebook,
  writeNotebook,
} from "../../src/nbformat/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "./make-notebook.js";
import { cliArguments, leftWith, processes, runCli } from "./run-cli.js";

/** What a child process of a cell is called, so that it is found if it is left behind. */
const CHILD = "864.209";
const CELLS = 6;

let folder: string;
let input: string;
/** How long an undisturbed run of each kind takes here and now, in milliseconds. */
const durations = new Map<string, number>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-signals-"));
  input = join(folder, "in.ipynb");
  // Output enough to make saves take a while, and a child process that must not be left behind.
  const cells = Array.from(
    { length: CELLS },
    (_, i) =>
      `import subprocess, time\nsubprocess.Popen(["sleep", "${CHILD}"])\nprint(${i}, "x" * 300_000)\ntime.sleep(0.06)`,
  );
  // Children are reaped as they end: a kernel that is told to end waits seconds for those that are not.
  const parameters = {
    source: "n = 0\nimport signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)",
    tags: ["parameters"],
  };
  writeFileSync(input, writeNotebook(makeNotebook("python3", [parameters, ...cells])));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same moments at each run of the tests: numbers from 0 to 1 from a seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The process had ended before any signal was sent. */
  readonly before: boolean;
  readonly ms: number;
}

/** Runs the command line and sends it a signal at each of the times, counted from its start. */
function disturb(
  args: readonly string[],
  temporary: string,
  signal: NodeJS.Signals,
  timesMs: readonly number[],
): Promise<Ended> {
  const env = {
    ...process.env,
    TMPDIR: temporary,
    JUPYTER_PATH: join(dirname(dirname(oraclePython())), "share", "jupyter"),
  };
  const begun = performance.now();
  const child = spawn(process.execPath, cliArguments("run", ...args), { stdio: "ignore", env });
  let before = true;
  const timers = timesMs.map((ms) =>
    setTimeout(() => {
      before = false;
      child.kill(signal);
    }, ms),
  );
  return new Promise((resolve) =>
    child.once("exit", (code, by) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ code, signal: by, before, ms: performance.now() - begun });
    }),
  );
}

/** Waits for what was killed to be gone, and says what is not. */
async function leftBehind(temporary: string, outputs: string): Promise<string[]> {
  const running = (): string[] =>
    processes()
      .filter(({ command }) => command.includes(temporary) || command.includes(`sleep ${CHILD}`))
      .map(({ command }) => command);
  for (let waited = 0; waited < 5_000 && running().length > 0; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const files = [
    ...readdirSync(temporary).filter((name) => name.startsWith("cellmill-")),
    ...readdirSync(outputs).filter((name) => name.includes(".tmp")),
  ];
  return [...running(), ...files];
}

type Story = "nothing" | "stopped" | "completed";

/** What the file at the path says; fails if that is not whole and true. */
function story(path: string, final = true): Story {
  if (!existsSync(path)) return "nothing";
  const notebook = readNotebook(readFileSync(path, "utf8"));
  expect(validateNotebook(notebook)).toEqual([]);
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code") as CodeCell[];
  const statuses = cells.map((cell) => (cell.metadata["papermill"] as { status: string }).status);
  const own = cells.filter((cell) => cell.source.includes("subprocess"));
  expect(own.length).toBe(CELLS);
  for (const [index, cell] of own.entries()) {
    const { status } = cell.metadata["papermill"] as { status: string };
    const text = cell.outputs.filter((output) => output.output_type === "stream").map((output) => output["text"]);
    if (status === "completed") expect(text.join("")).toBe(`${index} ${"x".repeat(300_000)}\n`);
    else if (status === "pending") expect(cell.outputs).toEqual([]);
    if (status === "failed") {
      expect(cell.metadata["cellmill"]).toMatchObject({ status: "interrupted" });
      expect(cell.outputs.at(-1)).toMatchObject({ output_type: "error", ename: "Interrupted" });
    }
  }
  // The last save of a process that was made to end at once may say that a cell is running.
  expect(statuses.join(" ")).toMatch(
    final ? /^(completed ?)*(failed ?)?(pending ?)*$/ : /^(completed ?)*\w*( pending)*$/,
  );
  const completed = statuses.every((status) => status === "completed");
  const record = notebook.metadata["papermill"] as { exception: unknown; end_time: unknown };
  if (final) {
    expect(record.exception).toBe(completed ? null : true);
    expect(record.end_time).not.toBeNull();
  }
  return completed ? "completed" : "stopped";
}

function checkExit({ code, signal, before }: Ended, sent: NodeJS.Signals, stories: readonly Story[]): void {
  if (before) expect([code, stories]).toEqual([0, stories.map(() => "completed")]);
  // Before its handlers are there, or once all is written, the process ends as any other: by the signal itself.
  else if (code === null) expect([signal, stories.includes("stopped")]).toEqual([sent, false]);
  else if (code === 0 || (stories.length > 0 && stories.every((told) => told === "completed")))
    expect([code, stories]).toEqual([0, stories.map(() => "completed")]);
  else expect(code).toBe(sent === "SIGINT" ? 130 : 143);
}

const kinds: Record<string, { readonly args: readonly string[]; readonly outputs: readonly string[] }> = {
  "one notebook": { args: ["out.ipynb"], outputs: ["out.ipynb"] },
  "a batch": {
    args: ["{n}.ipynb", "--grid", "n=1,2,3", "--jobs", "2"],
    outputs: ["1.ipynb", "2.ipynb", "3.ipynb"],
  },
};

/** Sends signals at random moments of an undisturbed run's time; the stories that the files tell. */
async function rounds(kind: string, seed: number, early: number, late: number, again?: number): Promise<Story[]> {
  const { args, outputs } = kinds[kind]!;
  const random = randomNumbers(seed);
  const told: Story[] = [];
  const run = async (round: string, signal: NodeJS.Signals, times: readonly number[]): Promise<Ended> => {
    const place = join(folder, round.replaceAll(" ", "-"));
    const temporary = join(place, "tmp");
    mkdirSync(temporary, { recursive: true });
    const ended = await disturb([input, join(place, args[0]!), ...args.slice(1)], temporary, signal, times);
    const stories = outputs.map((name) => story(join(place, name), again === undefined));
    told.push(...stories);
    const what = `${round}: ${signal} at ${times.map(Math.round).join(" and ")} ms`;
    expect({ what, left: await leftBehind(temporary, place) }).toEqual({ what, left: [] });
    checkExit(ended, signal, again === undefined ? stories : []);
    return ended;
  };
  if (!durations.has(kind)) durations.set(kind, (await run(`${kind} undisturbed`, "SIGINT", [])).ms);
  for (let round = 0; round < early + late; round++) {
    const whole = durations.get(kind)!;
    const moment = round < early ? random() * 200 : 150 + random() * (whole * 1.02 - 150);
    const signal = round % 2 === 0 ? "SIGINT" : "SIGTERM";
    const times = again === undefined ? [moment] : [moment, moment + random() * again];
    const { before, ms } = await run(`${kind} ${seed} ${round}`, signal, times);
    // The first run, with cold caches, takes longer than the rest: moments after their end would tell nothing.
    if (before) durations.set(kind, ms);
  }
  return told;
}

describe("signals to the runner leave true files, no process, no temporary file, and the right exit code", () => {
  it("at 20 moments of one notebook's run, five of them in the first 200 ms", async () => {
    const told = await rounds("one notebook", 1, 5, 15);
    // The moments do hit all of a run.
    expect(new Set(told)).toEqual(new Set(["nothing", "stopped", "completed"]));
  });

  it("at 8 moments of a batch of three", async () => {
    const told = await rounds("a batch", 2, 2, 6);
    expect(told).toContain("stopped");
  });

  it("and so does a second signal, which ends the process at once, but for the file: it is as it was saved last", async () => {
    await rounds("one notebook", 3, 0, 6, 40);
  });
});

it.each([
  ["1 + 1", "completed", "SIGINT", 0],
  ["1 + 1", "completed", "SIGTERM", 0],
  ["1 / 0", "failed", "SIGINT", 1],
] as const)("a signal after the last cell (%s, %s): %s changes no exit code", async (source, status, signal, code) => {
  const place = mkdtempSync(join(folder, "after-"));
  const output = join(place, "out.ipynb");
  writeFileSync(join(place, "in.ipynb"), writeNotebook(makeNotebook("python3", [source])));
  const env = { ...process.env, JUPYTER_PATH: join(dirname(dirname(oraclePython())), "share", "jupyter") };
  const args = cliArguments("run", join(place, "in.ipynb"), output, "--late-output", "600");
  const child = spawn(process.execPath, args, { stdio: "ignore", env });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const told = (): unknown =>
    existsSync(output) && readNotebook(readFileSync(output, "utf8")).cells.at(-1)?.metadata["papermill"];
  while (!isJsonObject(told()) || (told() as JsonObject)["status"] !== status)
    await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill(signal);
  expect(await ended).toBe(code);
  expect(told()).toMatchObject({ status });
  expect(readNotebook(readFileSync(output, "utf8")).metadata["papermill"]).toMatchObject({
    exception: code === 0 ? null : true,
  });
});

it.each([
  ["as the output", "IN PIPE --prepare-only", "SIGTERM", 143],
  ["as the output", "IN PIPE --prepare-only", "SIGINT", 130],
  ["as the notebook", "PIPE OUT --prepare-only", "SIGTERM", 143],
  ["as the notebook", "- OUT --prepare-only", "SIGTERM", 143],
  ["as a file of parameters", "IN OUT -f PIPE --prepare-only", "SIGTERM", 143],
  ["as the file for what cells print", "IN OUT --stdout-file PIPE", "SIGTERM", 143],
] as const)(
  "a pipe without another end, %s (%s), holds no process back that is to end: %s",
  async (_what, line, signal, code) => {
    const place = mkdtempSync(join(folder, "pipe-"));
    execFileSync("mkfifo", [join(place, "PIPE")]);
    writeFileSync(join(place, "IN"), writeNotebook(makeNotebook("python3", ["1"])));
    const child = spawn(process.execPath, cliArguments("run", ...line.split(" ")), {
      cwd: place,
      stdio: ["pipe", "ignore", "ignore"],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    // Until it listens for signals and has come to the pipe.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    child.kill(signal);
    expect(await ended).toBe(code);
  },
);

it("a runner that is killed (SIGKILL) leaves a true file and no process, and the next run clears up", async () => {
  const temporary = join(folder, "killed");
  mkdirSync(temporary);
  const output = join(temporary, "out.ipynb");
  const cells = ["1 + 1", `import subprocess, time\nsubprocess.Popen(["sleep", "${CHILD}"])\ntime.sleep(600)`];
  writeFileSync(join(temporary, "in.ipynb"), writeNotebook(makeNotebook("python3", cells)));
  const variables = { TMPDIR: temporary, JUPYTER_PATH: join(dirname(dirname(oraclePython())), "share", "jupyter") };
  const env = { ...process.env, ...variables, CELLMILL_KILLED: temporary };
  const child = spawn(process.execPath, cliArguments("run", join(temporary, "in.ipynb"), output), {
    stdio: "ignore",
    env,
  });
  const ended = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  const statuses = (): string =>
    readNotebook(readFileSync(output, "utf8"))
      .cells.map((cell) => (cell.metadata["papermill"] as { status: string }).status)
      .join(" ");
  while (!existsSync(output) || statuses() !== "completed running")
    await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
  expect(statuses()).toBe("completed running");
  expect(await leftWith(`CELLMILL_KILLED=${temporary}`)).toEqual([]);
  const folders = (): string[] => readdirSync(temporary).filter((name) => name.startsWith("cellmill-"));
  expect(folders()).toHaveLength(1);
  const again = makeNotebook("python3", ["1 + 1"]);
  writeFileSync(join(temporary, "in.ipynb"), writeNotebook(again));
  expect(await runCli(["run", join(temporary, "in.ipynb"), output], env)).toMatchObject({ code: 0 });
  expect(folders()).toEqual([]);
});
