import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFragment } from "parse5";
import { describe, expect, it, vi } from "vitest";
import {
  type CoverageSummary,
  coverageReport,
  exitCode,
  githubAnnotations,
  gitlabReport,
  htmlReport,
  jsonReport,
  junitReport,
  markdownReport,
  type NotebookVerdict,
  sarifReport,
  terminalNotebook,
  terminalSummary,
  writeCoverage,
} from "../../src/check/index.js";
import { cellVerdict, VERDICTS, withPictures } from "./sample-verdicts.js";
import { parseXml } from "./xml.js";

const ESCAPE = "\u001b";
const [good, bad, broken] = VERDICTS as [NotebookVerdict, NotebookVerdict, NotebookVerdict];

describe("the terminal report", () => {
  it("shows what differed side by side, and where in the file", () => {
    expect(
      terminalNotebook(bad, { width: 66 }),
    ).toBe(`FAIL notebooks/a & b <c>.ipynb (params/lung.yaml) (1 passed, 2 failed, 1 not run, 12.3 s)
  Cell 1 [c1] failed notebooks/a & b <c>.ipynb:10
    stdout, line 3: 1.5 became 1.7
      stored                       │ got
      mean 1.5                     │ mean 1.7
      same                         │ same
    text/html: differs
      stored                       │ got
      <b>x</b>                     │ <script>alert(1)</script>red
  Cell 2 [c2] failed notebooks/a & b <c>.ipynb:20
      Traceback
      ValueError: 100% of a|b, \`c\` ]]>
  Cell 4 [c4] passed notebooks/a & b <c>.ipynb:40
    warning: flaky: passed after 2 attempts; attempt 1: stdout: differs
`);
  });

  it("gives hints, as the other reports do, and the line of each difference", () => {
    const difference = {
      key: "stdout",
      line: 77,
      message: "m",
      hint: "equal with --preset dates",
      stored: "a",
      got: "b",
    };
    const verdict = { ...good, cells: [cellVerdict(1, { status: "failed", differences: [difference] })] };
    expect(terminalNotebook(verdict)).toContain("    stdout: m\n      hint: equal with --preset dates\n      stored");
    for (const report of [
      junitReport,
      githubAnnotations,
      gitlabReport,
      (all: NotebookVerdict[]) => sarifReport(all, "1"),
    ])
      expect(report([verdict])).toContain("stdout: m (equal with --preset dates)");
    expect(markdownReport([verdict])).toContain("`stdout`: m (`equal with --preset dates`)");
    expect(htmlReport([verdict])).toContain("equal with --preset dates");
    expect(githubAnnotations([verdict])).toContain(",line=77,");
  });

  it("is one line for a notebook that passed", () => {
    expect(terminalNotebook(good)).toBe("ok notebooks/good.ipynb (1 passed, 1 skipped, 1.50 s)\n");
  });

  it("shows why a notebook was not checked", () => {
    expect(terminalNotebook(broken)).toContain("  notebooks/broken.ipynb: the notebook does not appear to be JSON\n");
  });

  it("uses escape sequences of its own only, and only when it may", () => {
    expect(terminalNotebook(bad)).not.toContain(ESCAPE);
    const colored = terminalNotebook(bad, { color: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
    expect(colored.replace(/\u001b\[(?:0|1|31|32|33|36|90)m/g, "")).toBe(terminalNotebook(bad));
  });

  it("makes control characters visible and windows long lines around what differs", () => {
    const text = `${"x".repeat(300)}`;
    const difference = { key: "stdout", message: "m", stored: `${text}1\u0007${text}`, got: `${text}2${text}` };
    const shown = terminalNotebook({
      ...good,
      cells: [cellVerdict(1, { status: "failed", differences: [difference] })],
    });
    expect(shown).toContain("x1␇x");
    expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it("ends with the counts of all, and says how to take outputs that are right", () => {
    const counts =
      "3 notebooks, 6 cells: 2 passed, 2 failed, 1 skipped, 1 not run, 1 notebook not checked, 1 run more than once in 14.0 s\n";
    expect(terminalSummary(VERDICTS, 14)).toBe(
      `${counts}If the new outputs are right: cellmill check --update 'notebooks/a & b <c>.ipynb'. If they vary: --rtol, --preset, markers in cells.\n`,
    );
    expect(terminalSummary(VERDICTS, 14, {}, "update")).toBe(counts);
    expect(terminalSummary(VERDICTS, 14, { options: ["-f", "p.yaml"] })).toContain("--update -f p.yaml 'notebooks/a");
    expect(terminalSummary(VERDICTS, 14, { matrix: true })).toBe(
      `${counts}If they vary: --rtol, --preset, markers in cells.\n`,
    );
    expect(terminalSummary([good], 14).split("\n")).toHaveLength(2);
  });

  it("says that no cell was there to be type-checked", () => {
    const skipped = { ...good, cells: [cellVerdict(1, { status: "skipped", reason: "no TypeScript" })] };
    const hint = "No cell to type-check: there is no TypeScript, or it is marked to be skipped.\n";
    expect(terminalSummary([skipped, skipped], 14, {}, "types-only")).toContain(`2 skipped in 14.0 s\n${hint}`);
    expect(terminalSummary([skipped], 14)).not.toContain(hint);
    expect(terminalSummary([skipped, good], 14, {}, "types-only")).not.toContain(hint);
    expect(terminalSummary([{ ...skipped, error: "broken" }], 14, {}, "types-only")).not.toContain(hint);
  });
});

describe("the JUnit report", () => {
  it("is well-formed XML with nbval's names and the right counts", () => {
    const root = parseXml(junitReport(VERDICTS));
    const counts = root.children.map(({ attributes: { id, tests, failures, errors, skipped } }) => {
      return [id, tests, failures, errors, skipped].join();
    });
    expect(counts).toEqual(["0,2,0,0,1", "1,4,1,1,1", "2,1,0,1,0"]);
    const cases = root.children.flatMap((suite) => suite.children.filter(({ name }) => name === "testcase"));
    expect(
      cases.map(({ attributes, children }) => [attributes["classname"], attributes["name"], children[0]?.name]),
    ).toEqual([
      ["notebooks/good.ipynb", "Cell 1", undefined],
      ["notebooks/good.ipynb", "Cell 2", "skipped"],
      ["notebooks/a & b <c>.ipynb (params/lung.yaml)", "Cell 1", "failure"],
      ["notebooks/a & b <c>.ipynb (params/lung.yaml)", "Cell 2", "error"],
      ["notebooks/a & b <c>.ipynb (params/lung.yaml)", "Cell 3", "skipped"],
      ["notebooks/a & b <c>.ipynb (params/lung.yaml)", "Cell 4", undefined],
      ["notebooks/broken.ipynb", "notebook", "error"],
    ]);
    expect(cases[3]?.children[0]?.text).toBe(
      "ValueError: 100% of a|b, `c` ]]>\nTraceback\nValueError: 100% of a|b, `c` ]]>",
    );
  });

  it("has what Ant's strict schema wants of a suite, in its order, and says warnings there", () => {
    const suite = parseXml(junitReport([bad])).children[0];
    expect(Object.keys(suite?.attributes ?? {}).sort()).toEqual(
      ["errors", "failures", "hostname", "id", "name", "package", "skipped", "tests", "time", "timestamp"].sort(),
    );
    expect(suite?.attributes["timestamp"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect([...new Set(suite?.children.map(({ name }) => name))].join()).toBe(
      "properties,testcase,system-out,system-err",
    );
    expect(suite?.children.at(-1)?.text).toBe("Cell 4: flaky: passed after 2 attempts; attempt 1: stdout: differs");
  });

  it("holds no character that XML cannot", () => {
    const reason = `nul \u0000, escape \u001b[31m, half \ud800, \uffff`;
    const text = junitReport([{ ...good, cells: [cellVerdict(1, { status: "failed", reason })] }]);
    expect(parseXml(text).children[0]?.children[1]?.children[0]?.text).toBe(
      "nul ␀, escape , half \ufffd, \ufffd\n".trimEnd(),
    );
  });
});

describe("the reports for hosts of code", () => {
  it("annotates files on GitHub, line ends and separators escaped", () => {
    expect(githubAnnotations([bad, broken])).toBe(
      `${[
        "::error file=notebooks/a & b <c>.ipynb,line=10,title=Cell 1 (params/lung.yaml)::stdout, line 3: 1.5 became 1.7%0Astored: mean 1.5%0Asame%0Agot:    mean 1.7%0Asame",
        "::error file=notebooks/a & b <c>.ipynb,line=10,title=Cell 1 (params/lung.yaml)::text/html: differs%0Astored: <b>x</b>%0Agot:    <script>alert(1)</script>red",
        "::error file=notebooks/a & b <c>.ipynb,line=20,title=Cell 2 (params/lung.yaml)::ValueError: 100%25 of a|b, `c` ]]>",
        "::error file=notebooks/broken.ipynb,line=1,title=notebooks/broken.ipynb::notebooks/broken.ipynb: the notebook does not appear to be JSON",
        "::warning file=notebooks/a & b <c>.ipynb,line=40,title=Cell 4 (params/lung.yaml)::flaky: passed after 2 attempts; attempt 1: stdout: differs",
      ].join("\n")}\n`,
    );
  });

  it("annotates at most ten errors, as many as GitHub shows", () => {
    const cells = Array.from({ length: 30 }, (_, i) => cellVerdict(i + 1, { status: "failed", reason: "no" }));
    expect(githubAnnotations([{ ...good, cells }]).match(/^::error /gm)).toHaveLength(10);
  });

  it("writes code quality for GitLab with fingerprints that are all different", () => {
    const issues = JSON.parse(gitlabReport(VERDICTS)) as { fingerprint: string; [key: string]: unknown }[];
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(5);
    expect(issues[2]).toEqual({
      description: "Cell 2 (params/lung.yaml): ValueError: 100% of a|b, `c` ]]>",
      check_name: "cell-failed",
      fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
      severity: "major",
      location: { path: "notebooks/a & b <c>.ipynb", lines: { begin: 20 } },
    });
  });

  it("keeps the fingerprint of a finding that moves to another line", () => {
    const moved = {
      ...bad,
      cells: bad.cells.map((cell) => ({ ...cell, line: cell.line + 7, reportLine: cell.reportLine + 7 })),
    };
    const prints = (verdict: NotebookVerdict): unknown =>
      (JSON.parse(gitlabReport([verdict])) as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint);
    expect(prints(moved)).toEqual(prints(bad));
  });

  it.each([
    ["GITHUB_WORKSPACE", "/repo", "/repo/sub/n.ipynb", "sub/n.ipynb"],
    ["CI_PROJECT_DIR", "/repo", "/repo/n.ipynb", "n.ipynb"],
    ["CI_PROJECT_DIR", "/repo", "/elsewhere/n.ipynb", "/elsewhere/n.ipynb"],
    ["GITHUB_WORKSPACE", "", "./notebooks/n.ipynb", "notebooks/n.ipynb"],
  ])("names files from the folder of the repository, %s=%s: %s", (variable, root, path, expected) => {
    vi.stubEnv("GITHUB_WORKSPACE", "");
    vi.stubEnv(variable, root);
    const [issue] = JSON.parse(gitlabReport([{ path, cells: [], error: "e", durationSeconds: 0 }]));
    expect(issue.location.path).toBe(expected);
    vi.unstubAllEnvs();
  });

  it("writes SARIF 2.1.0 with relative URIs and rules that exist", () => {
    const log = JSON.parse(sarifReport(VERDICTS, "1.2.3"));
    expect(log).toMatchObject({
      version: "2.1.0",
      runs: [{ tool: { driver: { name: "cellmill check", version: "1.2.3" } } }],
    });
    const [{ tool, results }] = log.runs;
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(results.map((one: { ruleId: string; level: string }) => [one.ruleId, one.level])).toEqual([
      ["output-differs", "error"],
      ["output-differs", "error"],
      ["cell-failed", "error"],
      ["cell-warning", "warning"],
      ["notebook-error", "error"],
    ]);
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "notebooks/a%20%26%20b%20%3Cc%3E.ipynb" },
      region: { startLine: 10 },
    });
  });
});

describe("the Markdown report", () => {
  it("has a table, and fences that no text of a notebook can close", () => {
    const ticks = { key: "stdout", message: "m", stored: "```\n# head", got: "````" };
    const text = markdownReport([{ ...bad, cells: [cellVerdict(1, { status: "failed", differences: [ticks] })] }]);
    expect(text).toContain("| ❌ `notebooks/a & b <c>.ipynb (params/lung.yaml)` | 0 | 1 | 0 | 0 | 12.3 s |");
    expect(text).toContain("`````diff\n- ```\n- # head\n+ ````\n`````\n");
  });

  it("escapes what is no code", () => {
    const difference = { key: "stdout", message: "<img src=x> [a](b) @all", stored: "", got: "" };
    const text = markdownReport([{ ...bad, cells: [cellVerdict(1, { status: "failed", differences: [difference] })] }]);
    expect(text).toContain("\\<img src=x\\> \\[a\\](b) \\@all");
  });

  it("is cut before it gets too long for a job summary", () => {
    const many = Array.from({ length: 50 }, () => bad);
    expect(markdownReport(many, undefined, 10_000).length).toBeLessThan(20_000);
    expect(markdownReport(many, undefined, 10_000)).toContain("More was found than fits here");
  });
});

describe("the HTML report", () => {
  it("shows stored, new and difference of a picture as data", () => {
    expect(
      htmlReport(withPictures()).match(/<img alt="(stored|got|difference)" src="data:image\/png;base64,iVBOR/g),
    ).toHaveLength(3);
  });

  it("holds no script, no handler and no address, whatever the notebook says", () => {
    const hostile = `"><script>x</script><img src=http://a onerror=x> javascript:x`;
    const page = htmlReport([
      {
        path: `${hostile}.ipynb`,
        error: hostile,
        durationSeconds: 0,
        cells: [
          cellVerdict(1, {
            id: hostile,
            status: "failed",
            reason: hostile,
            source: hostile,
            warnings: [hostile],
            traceback: [hostile],
            differences: [{ key: hostile, where: hostile, message: hostile, stored: hostile, got: hostile }],
          }),
        ],
      },
    ]);
    const elements = allElements(parseFragment(page));
    expect(new Set(elements.map(({ nodeName }) => nodeName))).not.toContain("script");
    expect(elements.filter(({ nodeName }) => nodeName === "img")).toEqual([]);
    const attributes = elements.flatMap(({ attrs = [] }) => attrs);
    expect(attributes.filter(({ name }) => name.startsWith("on") || name === "src")).toEqual([]);
    expect(attributes.filter(({ name }) => name === "href").map(({ value }) => value)).toEqual(["#n0"]);
    expect(page).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`);
  });
});

interface Element {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Element[];
}

function allElements(node: unknown): Element[] {
  const element = node as Element;
  return [element, ...(element.childNodes ?? []).flatMap(allElements)];
}

describe("the JSON report", () => {
  it("has the verdicts with pictures in base64, and the exit code", () => {
    const report = JSON.parse(jsonReport(withPictures()));
    expect(report).toMatchObject({ version: 1, exitCode: 1 });
    expect(report.notebooks[1].cells[0].differences[0]).toEqual(bad.cells[0]?.differences[0]);
    const { pictures } = report.notebooks[3].cells[1].differences[0];
    expect(Buffer.from(pictures.got, "base64").subarray(1, 4).toString()).toBe("PNG");
  });
});

describe("coverage", () => {
  const share = (covered: number, total: number) => ({ covered, total });
  const counts = (covered: number) => ({ lines: share(covered, 10), branches: share(1, 3), functions: share(0, 0) });
  const coverage: CoverageSummary = {
    files: [
      {
        path: "src/a.ts",
        ...counts(5),
        uncoveredLines: [1, 2, 3, 7, 9],
        notebooks: [{ notebook: "a.ipynb", ...counts(5) }],
      },
      { path: "src/<b>|`.ts", ...counts(0), uncoveredLines: [], notebooks: [] },
    ],
    notebooks: [{ notebook: "a.ipynb", ...counts(5) }],
    total: { lines: share(1999, 2000), branches: share(2, 6), functions: share(0, 0) },
    istanbul: {},
  };

  it("is a table for the terminal, by file and by notebook", () => {
    expect(coverageReport(coverage)).toBe(
      [
        "file                         lines            branches           functions  uncovered lines",
        "src/a.ts              5/10  50.0 %         1/3  33.3 %         0/0 100.0 %  1-3, 7, 9",
        "src/<b>|`.ts          0/10   0.0 %         1/3  33.3 %         0/0 100.0 %",
        "total            1999/2000  99.9 %         2/6  33.3 %         0/0 100.0 %",
        "notebook                     lines            branches           functions",
        "a.ipynb               5/10  50.0 %         1/3  33.3 %         0/0 100.0 %",
        "",
      ].join("\n"),
    );
    expect(coverageReport({ ...coverage, files: [] })).toContain("no kernel ran a file");
  });

  it("stands in the JSON, Markdown and HTML reports", () => {
    const { istanbul: _, ...rest } = coverage;
    expect(JSON.parse(jsonReport([good], coverage)).coverage).toEqual(rest);
    const markdown = markdownReport([good], coverage);
    expect(markdown).toContain("| **total** | 99.9 % (1999/2000) | 33.3 % (2/6) | 100.0 % (0/0) |  |");
    expect(markdown).toContain("| `src/a.ts` | 50.0 % (5/10) | 33.3 % (1/3) | 100.0 % (0/0) | 1-3, 7, 9 |");
    expect(markdown).toContain("| <code>src&#47;&#60;b&#62;&#124;&#96;&#46;ts</code> |");
    const page = htmlReport([good], coverage);
    expect(page).toContain('<td class="time">50.0 % (5/10)</td>');
    expect(page).toContain("src/&lt;b&gt;|`.ts");
    expect(page).toContain("<summary>1 notebook</summary><ul><li>a.ipynb: 50.0 % of lines</li>");
  });

  it("is written for services to read, by reporters that exist", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cellmill-coverage-"));
    const location = { start: { line: 1, column: 0 }, end: { line: 1, column: 9 } };
    const one = { statementMap: { 0: location }, s: { 0: 1 }, fnMap: {}, f: {}, branchMap: {}, b: {} };
    const path = join(process.cwd(), "src/a.ts");
    const written = { ...coverage, istanbul: { [path]: { path, ...one } } };
    await writeCoverage(written, ["lcovonly", "cobertura", "json"], folder);
    expect(readFileSync(join(folder, "lcov.info"), "utf8")).toContain("SF:src/a.ts\nFNF:0\nFNH:0\nDA:1,1\nLF:1\nLH:1");
    expect(readFileSync(join(folder, "cobertura-coverage.xml"), "utf8")).toContain('lines-valid="1" lines-covered="1"');
    expect(Object.keys(JSON.parse(readFileSync(join(folder, "coverage-final.json"), "utf8")))).toEqual([path]);
    await expect(writeCoverage(written, ["../evil"], folder)).rejects.toThrow("unknown coverage reporter");
    rmSync(folder, { recursive: true });
  });
});

it("what reads the same on both sides, as the sizes of two pictures, is shown in no report but as data", () => {
  const verdicts = withPictures();
  const moved = verdicts.at(-1) as NotebookVerdict;
  const printed = [
    terminalNotebook(moved, { width: 80 }),
    junitReport([moved]),
    githubAnnotations([moved]),
    gitlabReport([moved]),
    sarifReport([moved], "1.0.0"),
    markdownReport([moved]),
    htmlReport([moved]),
  ];
  for (const report of printed) {
    expect(report).toContain("4,800 of 28,800 pixels differ");
    expect(report).not.toContain("240 × 120 PNG");
  }
  expect(jsonReport([moved])).toContain("240 × 120 PNG");
});

it("notebooks that were not started are no failures in any report", () => {
  const unstarted = { path: "later.ipynb", cells: [], notRun: "stopped", durationSeconds: 0 };
  const suite = parseXml(junitReport([unstarted]));
  expect(JSON.stringify(suite)).toContain('"skipped"');
  expect(junitReport([unstarted])).toContain('tests="1" failures="0" errors="0" skipped="1"');
  expect(markdownReport([good, unstarted])).toContain(
    "passed\n\n2 notebooks, 2 cells: 1 passed, 1 skipped, 1 notebook not run.",
  );
  expect(markdownReport([good, unstarted])).toContain("| ⏭️ `later.ipynb` | 0 | 0 | 0 | 0 | 0.0 s |");
  expect(htmlReport([unstarted])).toContain("Not run: stopped.");
  expect([githubAnnotations([unstarted]), gitlabReport([unstarted]).trim()]).toEqual(["", "[]"]);
});

describe("the exit code", () => {
  const differs = { key: "stdout", message: "m", stored: "", got: "" };
  it.each([
    ["all passed", [good], 0],
    ["a notebook was not checked", [good, broken], 1],
    ["an output differs", [{ ...good, cells: [cellVerdict(1, { status: "failed", differences: [differs] })] }], 3],
    ["a cell failed to run", [{ ...good, cells: [cellVerdict(1, { status: "failed", reason: "no" })] }], 1],
    ["outputs were updated", [{ ...good, cells: [cellVerdict(1, { status: "updated", differences: [differs] })] }], 0],
    ["one differs and one failed to run", [bad], 1],
  ] as const)("says that %s", (_what, verdicts, code) => {
    expect(exitCode(verdicts)).toBe(code);
  });
});
