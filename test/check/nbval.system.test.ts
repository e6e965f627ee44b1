import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckMode, checkNotebooks, NBVAL_RULES, parseSanitizeFile } from "../../src/check/index.js";
import { oraclePython } from "../oracle/python.js";
import { NBMAKE_CORPUS } from "./nbmake-corpus.js";
import { CORPUS, type CorpusCase, type CorpusStatus, notebookOf, SANITIZE, TIMEOUT_CORPUS } from "./nbval-corpus.js";
import { pytestVerdicts } from "./nbval-oracle.js";

const documentation = readFileSync(new URL("../../docs/check-differences.md", import.meta.url), "utf8");
const failed = (statuses: readonly string[] | undefined): boolean => statuses?.includes("failed") ?? false;

let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "cellmill-nbval-"));
  folder = writeCorpus("corpus", CORPUS);
  writeFileSync(join(root, "sanitize.cfg"), SANITIZE);
  process.env["JUPYTER_PATH"] = join(dirname(dirname(oraclePython())), "share", "jupyter");
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function writeCorpus(name: string, cases: readonly CorpusCase[]): string {
  const path = join(root, name);
  mkdirSync(path);
  for (const one of cases) writeFileSync(join(path, `${one.name}.ipynb`), notebookOf(one));
  return path;
}

async function ours(path: string, mode: CheckMode, cellTimeout = 300): Promise<Map<string, string[]>> {
  const rules = { ...NBVAL_RULES, sanitizers: parseSanitizeFile(SANITIZE) };
  const verdicts = await checkNotebooks([path], { mode, rules, cellTimeout, jobs: 2 });
  expect(verdicts.filter(({ error }) => error !== undefined)).toEqual([]);
  return new Map(verdicts.map((one) => [basename(one.path, ".ipynb"), one.cells.map(({ status }) => status)]));
}

describe.each([
  ["strict", "--nbval"],
  ["lax", "--nbval-lax"],
] as const)("in %s mode", (mode, flag) => {
  let theirs: Map<string, CorpusStatus[]>;
  let mine: Map<string, string[]>;
  beforeAll(async () => {
    theirs = await pytestVerdicts(folder, [flag, "--nbval-sanitize-with", "../sanitize.cfg"]);
    mine = await ours(folder, mode);
  }, 900_000);

  it("is asked about at least 60 notebooks", () => {
    expect(theirs.size).toBe(CORPUS.length);
    expect(CORPUS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(CORPUS.filter(({ differs }) => differs === undefined).map(({ name }) => name))(
    "gives nbval's verdicts for %s",
    (name) => {
      expect(mine.get(name)).toEqual(theirs.get(name));
    },
  );

  it.each(CORPUS.filter(({ differs }) => differs !== undefined))("differs as documented for $name", (one) => {
    const { differs } = one as Required<CorpusCase>;
    expect({ nbval: theirs.get(one.name), cellmill: mine.get(one.name) }).toEqual({
      nbval: differs.nbval[mode],
      cellmill: differs.cellmill[mode],
    });
    expect(documentation.includes(differs.why)).toBe(true);
  });

  it("does not trust cells after a timeout, as nbval", async () => {
    const path = writeCorpus(`timeouts-${mode}`, TIMEOUT_CORPUS);
    const expected = await pytestVerdicts(path, [flag, "--nbval-cell-timeout", "5"]);
    expect(Object.fromEntries(await ours(path, mode, 5))).toEqual(Object.fromEntries(expected));
  });
});

describe("nbmake", () => {
  let theirs: Map<string, CorpusStatus[]>;
  let mine: Map<string, string[]>;
  beforeAll(async () => {
    const path = writeCorpus("nbmake", NBMAKE_CORPUS);
    theirs = await pytestVerdicts(path, ["--nbmake"]);
    mine = await ours(path, "lax");
  }, 600_000);

  it.each(NBMAKE_CORPUS)("is followed on $name", ({ name, fails, unlike }) => {
    expect({ nbmake: failed(theirs.get(name)), cellmill: failed(mine.get(name)) }).toEqual({
      nbmake: unlike === undefined ? fails : !fails,
      cellmill: fails,
    });
    if (unlike !== undefined) expect(documentation.includes(unlike)).toBe(true);
  });

  it("passes and fails the same notebooks as lax mode", async () => {
    // nbmake stops at the first exception and knows no marker of nbval's.
    const cases = CORPUS.filter((one) => !one.cells.some(({ source, tags }) => /nbval/i.test(`${source} ${tags}`)));
    const path = writeCorpus("corpus-of-nbmake", cases);
    const theirOwn = await pytestVerdicts(path, ["--nbmake"]);
    const ourOwn = await ours(path, "lax");
    const expected = cases.map(({ name }) => [name, failed(theirOwn.get(name))]);
    // nbval's rule, which lax mode has too; and nbmake looks for an error output only.
    const unlike = new Set(["unrun-with-outputs", "unknown-magic"]);
    const kept = (pairs: unknown[][]): unknown[][] => pairs.filter(([name]) => !unlike.has(name as string));
    expect(kept(cases.map(({ name }) => [name, failed(ourOwn.get(name))]))).toEqual(kept(expected));
  });
});
