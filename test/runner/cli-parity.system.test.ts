import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeNotebook } from "../../src/nbformat/index.js";
import { oraclePython } from "../oracle/python.js";
import { CLI_FILES, CLI_NOTEBOOKS, OTHER_COMMANDS, REFUSED_COMMANDS, SAME_COMMANDS } from "./cli-cases.js";
import { makeNotebook } from "./make-notebook.js";
import { normalisedText } from "./normalised.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const venv = dirname(dirname(oraclePython()));

/** Commands that run at once; most of their time both tools wait for kernels. */
const AT_ONCE = 3;

let folder: string;
let outcomes: ReadonlyMap<string, Promise<Outcomes>>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-cli-"));
  outcomes = startAll([...SAME_COMMANDS, ...REFUSED_COMMANDS, ...OTHER_COMMANDS.map(([command]) => command)]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** New and changed files by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly stderr: string;
}

interface Outcomes {
  readonly theirs: Outcome;
  readonly ours: Outcome;
}

const TOOLS = {
  papermill: join(venv, "bin", "papermill"),
  cellmill: `${process.execPath} ${MAIN} run`,
};

function originals(): Map<string, string> {
  const notebooks = Object.entries(CLI_NOTEBOOKS).map(([name, { cells, metadata }]) => {
    const notebook = makeNotebook("python3", cells);
    if (metadata !== undefined) notebook.metadata = structuredClone(metadata) as typeof notebook.metadata;
    return [name, writeNotebook(notebook)] as const;
  });
  return new Map([...notebooks, ...Object.entries(CLI_FILES)]);
}

async function outcomeOf(tool: keyof typeof TOOLS, command: string): Promise<Outcome> {
  const place = mkdtempSync(join(folder, `${tool}-`));
  const given = originals();
  for (const [name, text] of given) writeFileSync(join(place, name), text);
  mkdirSync(join(place, "sub"));
  const env = {
    ...process.env,
    PATH: `${join(venv, "bin")}:${process.env["PATH"]}`,
    JUPYTER_PATH: join(venv, "share", "jupyter"),
    RUN: TOOLS[tool],
  };
  const { code, stdout, stderr } = await new Promise<Omit<Outcome, "files">>((resolve) => {
    const child = execFile("bash", ["-c", command], { cwd: place, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout: out, stderr: err }),
    );
    // Nothing is piped in unless the command does it; a pipe that is open would be taken for input.
    child.stdin?.end();
  });
  const files: Record<string, string> = {};
  for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(place.length + 1);
    const text = readFileSync(path, "utf8");
    if (text !== given.get(name)) files[name] = normalisedText(text);
  }
  // The first usage line names the tool.
  return { code, stdout: normalisedText(stdout.replace(/^Usage: .*$/m, "Usage")), files, stderr };
}

/** Both tools at once; papermill again if its kernel lost a race for ports, which is not what is compared. */
async function both(command: string): Promise<Outcomes> {
  const [first, ours] = await Promise.all([outcomeOf("papermill", command), outcomeOf("cellmill", command)]);
  let theirs = first;
  for (let left = 2; left > 0 && theirs.stderr.includes("Kernel died before replying"); left--)
    theirs = await outcomeOf("papermill", command);
  return { theirs, ours };
}

/** Runs all commands, some at a time, in order. */
function startAll(commands: readonly string[]): Map<string, Promise<Outcomes>> {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  return new Map(
    commands.map((command, index) => {
      const outcome = (lanes[index % AT_ONCE] as Promise<unknown>).then(() => both(`exec < /dev/null; ${command}`));
      lanes[index % AT_ONCE] = outcome.catch(() => {});
      return [command, outcome];
    }),
  );
}

describe("the command line", () => {
  it.each(SAME_COMMANDS)("does what papermill does: %s", async (command) => {
    const { theirs, ours } = (await outcomes.get(command)) as Outcomes;
    expect(ours.code, ours.stderr).toBe(theirs.code);
    expect(ours.stdout).toBe(theirs.stdout);
    expect(ours.files).toEqual(theirs.files);
    if (theirs.code !== 0) expect(ours.stderr + ours.stdout).not.toMatch(/^ {4}at /m);
  });

  it.each(REFUSED_COMMANDS)("refuses with 2 what papermill ends with a traceback: %s", async (command) => {
    const { theirs, ours } = (await outcomes.get(command)) as Outcomes;
    expect([theirs.code, ours.code]).toEqual([1, 2]);
    expect(ours.stderr).toMatch(/^error: /m);
    expect(ours.files).toEqual({});
  });

  it.each(OTHER_COMMANDS)("differs on purpose: %s", async (command, codes, files) => {
    const { theirs, ours } = (await outcomes.get(command)) as Outcomes;
    expect([theirs.code, ours.code], ours.stderr).toEqual(codes);
    const names = [...new Set([...Object.keys(theirs.files), ...Object.keys(ours.files)])].flatMap((name) => {
      if (ours.files[name] === undefined) return `theirs: ${name}`;
      if (theirs.files[name] === undefined) return `ours: ${name}`;
      return ours.files[name] === theirs.files[name] ? [] : `other: ${name}`;
    });
    expect(names).toEqual(files === "" ? [] : [files]);
  });
});
