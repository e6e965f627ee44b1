import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CodeCell, type Notebook, readNotebook, writeNotebook } from "../../../src/nbformat/index.js";
import { executeNotebook } from "../../../src/runner/index.js";
import { type CellDraft, makeNotebook } from "../make-notebook.js";
import { type Fault, modelRun } from "./model-kernel.js";

/** Notebooks that are run, edited and resumed; `CELLMILL_RESUMES` for the long form. */
const CASES = Number(process.env["CELLMILL_RESUMES"] ?? 40);

let folder: string;
let jupyterPath: string | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-resume-"));
  jupyterPath = process.env["JUPYTER_PATH"];
  process.env["JUPYTER_PATH"] = folder;
  for (const name of ["modela", "modelb"]) {
    mkdirSync(join(folder, "kernels", name), { recursive: true });
    const argv = [process.execPath, "{resource_dir}/program", "{connection_file}"];
    writeFileSync(
      join(folder, "kernels", name, "kernel.json"),
      JSON.stringify({ argv, display_name: name, language: "python" }),
    );
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  if (jupyterPath === undefined) delete process.env["JUPYTER_PATH"];
  else process.env["JUPYTER_PATH"] = jupyterPath;
});

/** All that a result follows from. */
interface World {
  readonly cells: readonly CellDraft[];
  readonly parameter: number | undefined;
  readonly kernel: "modela" | "modelb";
  /** What the kernel's program is; it shows in all outputs. */
  readonly version: number;
  readonly only: number | undefined;
  readonly report: boolean;
}

type Edit =
  | { readonly kind: "set" | "insert"; readonly at: number; readonly cell: CellDraft }
  | { readonly kind: "delete" | "up" | "only"; readonly at: number }
  | { readonly kind: "parameter"; readonly value: number | undefined }
  | { readonly kind: "kernel" | "version" | "report" | "none" };

/** What happens to the output between two runs. */
type Meddling = "none" | "forge" | "clear" | "cut" | "delete" | "reuse as input";

interface Step {
  readonly edits: readonly Edit[];
  readonly meddling: Meddling;
  readonly resume: boolean;
  readonly fault: Fault | undefined;
}

const shows = fc
  .tuple(fc.constantFrom("print", "show"), fc.constantFrom("x", "y", "p"))
  .map(([verb, name]) => `${verb} ${name}`);
const statement = fc.oneof(shows, fc.constantFrom("x = 1", "x = 2", "y = 3", "x += y", "y += x", "x += p", "raise"));
const source = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(line, { maxLength: 3 }).map((lines) => lines.join("\n"));
/** The promise of the tag is kept: such a cell only shows something. */
const cell: fc.Arbitrary<CellDraft> = fc.oneof(
  { weight: 5, arbitrary: source(shows).map((text): CellDraft => ({ source: text, tags: ["cellmill.pure"] })) },
  { weight: 5, arbitrary: source(statement).map((text): CellDraft => ({ source: text.replaceAll("raise", "x = 9") })) },
  { weight: 2, arbitrary: source(statement).map((text): CellDraft => ({ source: text, tags: ["raises-exception"] })) },
  { weight: 1, arbitrary: source(statement).map((text): CellDraft => ({ source: text, tags: ["skip-execution"] })) },
  { weight: 1, arbitrary: source(statement).map((text): CellDraft => ({ source: text })) },
  { weight: 1, arbitrary: fc.constantFrom("a", "b").map((text): CellDraft => ({ source: text, type: "markdown" })) },
  {
    weight: 1,
    arbitrary: source(shows).map((text): CellDraft => ({ source: text, tags: ["cellmill.pure", "skip-execution"] })),
  },
);
const place = fc.nat(7);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom("set" as const, "insert" as const), at: place, cell }),
  fc.record({ kind: fc.constantFrom("delete" as const, "up" as const, "only" as const), at: place }),
  fc.record({ kind: fc.constant("parameter" as const), value: fc.option(fc.nat(2), { nil: undefined }) }),
  fc.record({ kind: fc.constantFrom("kernel" as const, "version" as const, "report" as const, "none" as const) }),
);
const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom<Fault["kind"]>("interrupt", "kill", "die", "hang", "disk"),
  after: fc.nat(4),
});
const step: fc.Arbitrary<Step> = fc.record({
  edits: fc.array(edit, { maxLength: 2 }),
  meddling: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Meddling>("none") },
    { weight: 4, arbitrary: fc.constantFrom<Meddling>("forge", "clear", "cut", "delete", "reuse as input") },
  ),
  resume: fc.integer({ min: 0, max: 7 }).map((chance) => chance > 0),
  fault: fc.option(fault, { nil: undefined, freq: 3 }),
});

function edited(world: World, change: Edit): World {
  const cells = [...world.cells];
  const at = "at" in change ? change.at % Math.max(1, cells.length) : 0;
  switch (change.kind) {
    case "set":
      cells[at] = change.cell;
      return { ...world, cells };
    case "insert":
      cells.splice(at, 0, change.cell);
      return { ...world, cells };
    case "delete":
      cells.splice(at, 1);
      return { ...world, cells };
    case "up":
      cells.unshift(...cells.splice(at, 1));
      return { ...world, cells };
    case "only":
      return { ...world, only: world.only === undefined && cells.length > 0 ? at : undefined };
    case "parameter":
      return { ...world, parameter: change.value };
    case "kernel":
      return { ...world, kernel: world.kernel === "modela" ? "modelb" : "modela" };
    case "version":
      return { ...world, version: world.version + 1 };
    case "report":
      return { ...world, report: !world.report };
    case "none":
      return world;
  }
}

const PARAMETERS: CellDraft = { source: "p = 0", tags: ["parameters"] };
const only = (world: World): number | undefined => {
  const code = world.cells.flatMap(({ type = "code" }, index) => (type === "code" ? [index] : []));
  return world.only === undefined ? undefined : code[world.only % code.length];
};

/** The notebook of the world; `carry` gives its cells the metadata and outputs of a file of an earlier run. */
function inputOf(world: World, carry: Notebook | undefined): Notebook {
  const notebook = makeNotebook(world.kernel, [PARAMETERS, ...world.cells]);
  const earlier = carry === undefined ? [] : runCells(carry).filter((cell) => !isInjected(cell));
  for (const [index, cell] of notebook.cells.entries()) {
    const old = earlier[index];
    if (old === undefined || old.cell_type !== cell.cell_type) continue;
    cell.metadata = { ...old.metadata, tags: [...tagsOf(cell)] };
    if (old.cell_type === "code") cell["outputs"] = old["outputs"];
  }
  const kernelspec = { name: world.kernel, display_name: world.kernel, language: "python" };
  Object.assign(notebook.metadata, carry?.metadata ?? {}, { kernelspec });
  return notebook;
}

const tagsOf = (cell: { metadata: object }): readonly string[] =>
  (cell.metadata as { tags?: readonly string[] }).tags ?? [];
const isInjected = (cell: { metadata: object }): boolean => tagsOf(cell).includes("injected-parameters");
/** The cells without those that show where a run failed. */
const runCells = (notebook: Notebook): Notebook["cells"] =>
  notebook.cells.filter((cell) => !tagsOf(cell).includes("papermill-error-cell-tag"));
const shown = (cell: Notebook["cells"][number]): string =>
  JSON.stringify([(cell as CodeCell).outputs ?? null], (key, value: unknown) =>
    key === "execution_count" ? undefined : value,
  );

interface Outcome {
  readonly executed: readonly string[];
  readonly spared: boolean;
  readonly reused: readonly number[];
  /** What is in the file; none if there is no file. */
  readonly bytes: string | undefined;
}

/** How long a cell may take where one hangs; the others are answered before any timer rings. */
const CELL_LIMIT_S = 0.02;

/**
 * A kill leaves what was saved last. As this process must live on, it looks at the file at the moment of the kill, ends the
 * run in another way and puts back what was there.
 */
function killing(output: string, stop: () => void): { strike: () => void; after: () => void } {
  let found: { bytes: Buffer | undefined } | undefined;
  return {
    strike: () => {
      found = { bytes: existsSync(output) ? readFileSync(output) : undefined };
      stop();
    },
    after: () => {
      if (found === undefined) return;
      if (found.bytes === undefined) rmSync(output, { force: true });
      else writeFileSync(output, found.bytes);
    },
  };
}

/** Takes the output's folder away, so that nothing can be written to the file any more. */
function losingDisk(output: string): { strike: () => void; after: () => void } {
  const folder = dirname(output);
  return {
    strike: () => {
      if (existsSync(folder)) renameSync(folder, `${folder}.away`);
    },
    after: () => {
      if (existsSync(`${folder}.away`)) renameSync(`${folder}.away`, folder);
    },
  };
}

async function run(world: World, output: string, step: Partial<Step>, carry?: Notebook): Promise<Outcome> {
  for (const name of ["modela", "modelb"]) {
    const program = join(folder, "kernels", name, "program");
    writeFileSync(program, String(world.version));
    utimesSync(program, world.version + 1, world.version + 1);
  }
  const stop = new AbortController();
  const interrupting = { strike: () => stop.abort(), after: () => {} };
  const { kind } = step.fault ?? {};
  const { strike, after } =
    kind === "kill" ? killing(output, () => stop.abort()) : kind === "disk" ? losingDisk(output) : interrupting;
  const kernel = modelRun(`${world.kernel} ${world.version}`, step.fault, strike);
  let spared = false;
  const reused: number[] = [];
  const place = only(world);
  await executeNotebook(inputOf(world, carry), output, {
    progressBar: false,
    resume: step.resume ?? false,
    reportMode: world.report,
    kernelPool: kernel.pool,
    signal: stop.signal,
    parameters: world.parameter === undefined ? {} : { p: world.parameter },
    ...(place === undefined ? {} : { select: { only: [place + 2] } }),
    ...(kind === "hang" ? { executionTimeout: CELL_LIMIT_S } : {}),
    observer: {
      reused: () => (spared = true),
      cellEnded: (index, outcome) => {
        if (outcome === "reused") reused.push(index);
      },
    },
  }).catch((error: unknown) => {
    if (
      !(error instanceof Error) ||
      !/raised|interrupted|kernel died|did not end within|written|exist/i.test(error.message)
    )
      throw error;
  });
  after();
  const bytes = existsSync(output) ? readFileSync(output, "utf8") : undefined;
  return { executed: kernel.executed, spared, reused, bytes };
}

/** The cells of a run: those of the notebook, with the parameters' code in its place. */
function cellsOf(world: World): readonly CellDraft[] {
  const injected = { source: `# Parameters\np = ${world.parameter}\n`, tags: ["injected-parameters"] };
  return [PARAMETERS, ...(world.parameter === undefined ? [] : [injected]), ...world.cells];
}

/** What must happen, from the rules alone: which cells the kernel is given, and which are done without an error. */
function walk(world: World, reused: ReadonlySet<number>, fault: Fault | undefined) {
  const cells = cellsOf(world);
  const executed: string[] = [];
  const good = new Set<number>();
  const before = cells.length - world.cells.length;
  const place = only(world);
  for (const [index, { source: code, tags = [], type = "code" }] of cells.entries()) {
    if (type !== "code") continue;
    if (place !== undefined && index >= before && index !== before + place) continue;
    const skipped = tags.includes("skip-execution") || code.trim() === "";
    if (reused.has(index) || skipped) {
      good.add(index);
      continue;
    }
    const hit = fault !== undefined && executed.length >= fault.after;
    executed.push(code);
    if (hit) return { executed, good, complete: false };
    if (!/^raise$/m.test(code)) good.add(index);
    else if (!tags.includes("raises-exception")) return { executed, good, complete: false };
  }
  return { executed, good, complete: true };
}

interface Last {
  readonly world: World;
  readonly resume: boolean;
  readonly complete: boolean;
  readonly good: ReadonlySet<number>;
  readonly bytes: string;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** A selection is what it leaves out. */
const leftOut = (world: World): number[] =>
  world.cells.flatMap(({ type = "code" }, index) =>
    type === "code" && only(world) !== undefined && index !== only(world) ? [index] : [],
  );
const facts = (world: World): unknown => [world.kernel, world.version, world.parameter ?? null, leftOut(world)];
const whole = (world: World): unknown => [facts(world), world.cells, world.report];

/** Indices of the cells whose outputs may and must be taken over. */
function reusable(world: World, last: Last | undefined, now: Notebook | undefined): Set<number> {
  if (last === undefined || now === undefined || !last.resume || !same(facts(world), facts(last.world)))
    return new Set();
  const [cells, earlier] = [cellsOf(world), cellsOf(last.world)];
  const [written, found] = [runCells(readNotebook(last.bytes)), runCells(now)];
  const place = only(world);
  const before = cells.length - world.cells.length;
  return new Set(
    cells.flatMap((draft, index) => {
      const pure = draft.tags?.includes("cellmill.pure") && (place === undefined || index === before + place);
      const unchanged = same(cells.slice(0, index + 1), earlier.slice(0, index + 1));
      const untouched = same((written[index] as CodeCell)?.outputs, (found[index] as CodeCell)?.outputs);
      const counted = (written[index] as CodeCell)?.execution_count === (found[index] as CodeCell)?.execution_count;
      return pure && unchanged && untouched && counted && last.good.has(index) ? [index] : [];
    }),
  );
}

function meddle(output: string, how: Meddling): void {
  if (how === "delete") rmSync(output, { force: true });
  if (how === "cut" && existsSync(output)) writeFileSync(output, readFileSync(output).subarray(0, -7));
  const notebook = readIfWhole(output);
  if (notebook === undefined || (how !== "forge" && how !== "clear")) return;
  for (const cell of notebook.cells as CodeCell[]) {
    if (cell.cell_type !== "code") continue;
    if (how === "clear") Object.assign(cell, { outputs: [], execution_count: null });
    else if (cell.outputs.length > 0) {
      cell.outputs = [{ output_type: "stream", name: "stdout", text: "forged" }];
      break;
    }
  }
  writeFileSync(output, writeNotebook(notebook));
}

function readIfWhole(output: string): Notebook | undefined {
  try {
    return readNotebook(readFileSync(output));
  } catch {
    return undefined;
  }
}

let cases = 0;

/** Of the cells that are done, those of which the file says so: a run that cannot write any more does not get to tell. */
function toldAsDone(good: ReadonlySet<number>, bytes: string): Set<number> {
  const cells = runCells(readNotebook(bytes));
  const status = (index: number) => (cells[index]?.metadata["papermill"] as { status?: string } | undefined)?.status;
  return new Set([...good].filter((index) => status(index) === "completed"));
}

async function checkCase(start: World, steps: readonly Step[]): Promise<void> {
  const output = join(folder, String(cases++), "out.ipynb");
  mkdirSync(dirname(output));
  let world = start;
  let last: Last | undefined;
  for (const step of [{ edits: [], meddling: "none", resume: true, fault: undefined } satisfies Step, ...steps]) {
    world = step.edits.reduce(edited, world);
    if (last !== undefined) meddle(output, step.meddling);
    const found = last === undefined ? undefined : readIfWhole(output);
    const before = existsSync(output) ? readFileSync(output, "utf8") : undefined;
    const untouched = found !== undefined && before === last?.bytes;
    const carry = step.meddling === "reuse as input" ? found : undefined;
    const reused = step.resume ? reusable(world, last, found) : new Set<number>();
    const spared =
      last !== undefined &&
      step.resume &&
      untouched &&
      last.resume &&
      last.complete &&
      same(whole(world), whole(last.world));
    const done = await run(world, output, step, carry);
    expect(done.spared).toBe(spared);
    if (spared) {
      expect(done.executed).toEqual([]);
      expect(done.bytes).toBe(last?.bytes);
    } else {
      const expected = walk(world, reused, step.fault);
      expect(done.executed.slice(0, expected.executed.length)).toEqual(expected.executed);
      // A disk that is full is noticed at a save, which may be some cells later.
      const most = step.fault?.kind === "disk" ? walk(world, reused, undefined) : expected;
      expect(most.executed.slice(0, done.executed.length)).toEqual(done.executed);
      // A run that ends early does not get to the later ones.
      if (expected.complete) expect(done.reused).toEqual([...reused]);
      else for (const index of done.reused) expect([...reused]).toContain(index);
      if (done.bytes === undefined) last = undefined;
      else if (done.bytes !== before) {
        const cannotTell = !expected.complete && (step.fault?.kind === "kill" || step.fault?.kind === "disk");
        const good = cannotTell ? toldAsDone(most.good, done.bytes) : expected.good;
        last = { world, resume: step.resume, complete: expected.complete, good, bytes: done.bytes };
      }
    }
    if (step.fault !== undefined && !spared) continue;
    const full = await run(world, `${output}.full`, {});
    expect(runCells(readNotebook(done.bytes!)).map(shown)).toEqual(runCells(readNotebook(full.bytes!)).map(shown));
  }
  rmSync(dirname(output), { recursive: true });
}

const LIMIT_MS = 60_000 + 1_000 * CASES;

it("a resumed run has the outputs of a full one, takes over what is unchanged, and runs all else", {
  timeout: LIMIT_MS,
}, async () => {
  const world: fc.Arbitrary<World> = fc.record({
    cells: fc.array(cell, { maxLength: 6 }),
    parameter: fc.option(fc.nat(2), { nil: undefined }),
    kernel: fc.constant("modela" as const),
    version: fc.constant(0),
    only: fc.constant(undefined),
    report: fc.constant(false),
  });
  await fc.assert(fc.asyncProperty(world, fc.array(step, { minLength: 1, maxLength: 4 }), checkCase), {
    numRuns: CASES,
  });
});
