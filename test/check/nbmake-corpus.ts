import { type CorpusCase, result } from "./nbval-corpus.js";

/** A notebook on a documented case of nbmake, and whether it fails. */
export interface NbmakeCase extends CorpusCase {
  readonly fails: boolean;
  /** Why nbmake says the opposite: a row of the documentation. */
  readonly unlike?: string;
}

const RAISES = "raise ValueError('x')";
const nbmake = (settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  nbmake: settings,
});

function mocked(name: string, value: unknown, test: string, more: Partial<NbmakeCase> = {}): NbmakeCase {
  const cells = [{ source: "x = 1", metadata: nbmake({ mock: { x: value } }) }, { source: `assert ${test}, x` }];
  return { name, fails: false, cells, ...more };
}

export const NBMAKE_CORPUS: readonly NbmakeCase[] = [
  { name: "passes", fails: false, cells: [{ source: "1 + 1", outputs: [result("3")] }] },
  { name: "raises", fails: true, cells: [{ source: RAISES }] },
  { name: "raises-tagged", fails: false, cells: [{ source: RAISES, tags: ["raises-exception"] }] },
  { name: "tagged-raises-nothing", fails: false, cells: [{ source: "1", tags: ["raises-exception"] }] },
  {
    name: "raises-behind-a-tagged",
    fails: true,
    cells: [{ source: RAISES, tags: ["raises-exception"] }, { source: RAISES }],
  },
  { name: "skipped", fails: false, cells: [{ source: RAISES, tags: ["skip-execution"] }, { source: "1" }] },
  {
    name: "nbval-raises",
    fails: false,
    unlike: "Comments and tags of nbval",
    cells: [{ source: RAISES, tags: ["nbval-raises-exception"] }],
  },
  {
    name: "skipped-definition-is-missing",
    fails: true,
    cells: [{ source: "x = 1", tags: ["skip-execution"] }, { source: "x" }],
  },
  {
    name: "errors-allowed",
    fails: false,
    metadata: { execution: { allow_errors: true } },
    cells: [{ source: RAISES }, { source: "1" }],
  },
  {
    name: "errors-not-allowed",
    fails: true,
    metadata: { execution: { allow_errors: false } },
    cells: [{ source: RAISES }],
  },
  {
    name: "too-slow",
    fails: true,
    metadata: { execution: { timeout: 2 } },
    cells: [{ source: "import time\ntime.sleep(60)" }],
  },
  {
    name: "slow-enough",
    fails: false,
    metadata: { execution: { timeout: 60 } },
    cells: [{ source: "import time\ntime.sleep(0.5)" }],
  },
  {
    name: "no-limit",
    fails: false,
    metadata: { execution: { timeout: 0 } },
    cells: [{ source: "import time\ntime.sleep(0.5)" }],
  },
  mocked("mock-number", 5, "x == 5"),
  mocked("mock-text", "five", "x == 'five'"),
  mocked("mock-truth", true, "x is True"),
  mocked("mock-nothing", null, "x is None"),
  mocked("mock-list", [1, "two", null, false], "x == [1, 'two', None, False]"),
  mocked("mock-object", { a: { b: 1.5 } }, "x == {'a': {'b': 1.5}}"),
  mocked("mock-is-not-that", 5, "x == 1", { fails: true }),
  mocked("mock-text-with-quotes", "it's", 'x == "it\'s"', { unlike: "Texts in `mock`" }),
  {
    name: "mock-behind-an-exception",
    fails: false,
    cells: [
      { source: `x = 1\n${RAISES}`, tags: ["raises-exception"], metadata: nbmake({ mock: { x: 5 } }) },
      { source: "assert x == 1" },
    ],
  },
  {
    name: "mock-without-a-cell",
    fails: false,
    cells: [
      { source: "x = 1", tags: ["skip-execution"], metadata: nbmake({ mock: { x: 5 }, post_cell_execute: ["y = 1"] }) },
      { source: "assert 'x' not in globals() and 'y' not in globals()" },
    ],
  },
  {
    name: "post-cell-execute",
    fails: false,
    cells: [
      { source: "x = 1", metadata: nbmake({ post_cell_execute: ["def f():", "    return x + 1", "y = f()"] }) },
      { source: "assert y == 2" },
    ],
  },
  {
    name: "post-cell-execute-raises",
    fails: true,
    cells: [{ source: "x = 1", metadata: nbmake({ post_cell_execute: ["assert x == 2"] }) }],
  },
  {
    name: "post-cell-execute-after-mock",
    fails: false,
    cells: [
      { source: "x = 1", metadata: nbmake({ mock: { x: 5 }, post_cell_execute: ["y = x"] }) },
      { source: "assert y == 5" },
    ],
  },
];
