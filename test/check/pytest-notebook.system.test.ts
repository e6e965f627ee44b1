import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkNotebooks, NBVAL_RULES, type NotebookVerdict, type RuleOptions } from "../../src/check/index.js";
import { oraclePython } from "../oracle/python.js";
import { pytestVerdicts } from "./nbval-oracle.js";
import {
  type NotebookCase,
  type NotebookStatus,
  notebookText,
  PRETTY_CORPUS,
  PYTEST_INI,
  PYTEST_NOTEBOOK_CORPUS,
} from "./pytest-notebook-corpus.js";

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "cellmill-pytest-notebook-"));
  process.env["JUPYTER_PATH"] = join(dirname(dirname(oraclePython())), "share", "jupyter");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function statusOf({ cells, error }: NotebookVerdict): NotebookStatus {
  if (error !== undefined) return "refused";
  const statuses = cells.map(({ status }) => status);
  if (statuses.includes("failed")) return "failed";
  return statuses.every((status) => status === "skipped") ? "skipped" : "passed";
}

/** What both say of each notebook, by its name. */
async function bothVerdicts(
  name: string,
  cases: readonly NotebookCase[],
  ini: string,
  rules: RuleOptions,
): Promise<{ theirs: Map<string, NotebookStatus>; ours: Map<string, NotebookStatus> }> {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const one of cases) writeFileSync(join(folder, `${one.name}.ipynb`), notebookText(one));
  writeFileSync(join(folder, "pytest.ini"), ini);
  const options = ["--nb-test-files", "--continue-on-collection-errors"];
  const reported = await pytestVerdicts(folder, options);
  // What is refused is an error of the collection and no test.
  const theirs = new Map(cases.map((one) => [one.name, (reported.get(one.name)?.[0] ?? "refused") as NotebookStatus]));
  const verdicts = await checkNotebooks([folder], { rules, jobs: 2 });
  const ours = new Map(verdicts.map((verdict) => [basename(verdict.path, ".ipynb"), statusOf(verdict)]));
  return { theirs, ours };
}

describe("pytest-notebook 0.11.0", () => {
  let both: Awaited<ReturnType<typeof bothVerdicts>>;
  beforeAll(async () => {
    // Text by its characters, as it compares; its pictures are text too.
    const rules = { ...NBVAL_RULES, ignoreMimes: ["none"] };
    both = await bothVerdicts("corpus", PYTEST_NOTEBOOK_CORPUS, PYTEST_INI, rules);
  }, 600_000);

  it.each(PYTEST_NOTEBOOK_CORPUS.filter(({ differs }) => differs === undefined))(
    "says of $name what cellmill says: $expected",
    ({ name, expected }) => {
      expect({ theirs: both.theirs.get(name), ours: both.ours.get(name) }).toEqual({
        theirs: expected,
        ours: expected,
      });
    },
  );

  it.each(PYTEST_NOTEBOOK_CORPUS.filter(({ differs }) => differs !== undefined))(
    "differs as documented for $name",
    ({ name, expected, differs }) => {
      expect({ theirs: both.theirs.get(name), ours: both.ours.get(name) }).toEqual({
        theirs: differs?.pytestNotebook,
        ours: expected,
      });
      const page = readFileSync(new URL("../../docs/check-differences.md", import.meta.url), "utf8");
      expect(page.includes(differs?.why ?? "?")).toBe(true);
    },
  );

  it("passes what its post-processors made pretty, and so does cellmill without any", async () => {
    const ini = `${PYTEST_INI}nb_post_processors =\n    coalesce_streams\n    beautifulsoup\n`;
    const { theirs, ours } = await bothVerdicts("pretty", PRETTY_CORPUS, ini, {});
    const expected = new Map(PRETTY_CORPUS.map(({ name, expected }) => [name, expected]));
    expect(theirs).toEqual(expected);
    expect(ours).toEqual(expected);
  });
});
