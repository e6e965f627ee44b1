import { type CorpusCell, display, error, notebookOf, result, stderr, stdout } from "./nbval-corpus.js";

/** What a program says about a whole notebook. */
export type NotebookStatus = "passed" | "failed" | "skipped" | "refused";

/** A notebook of which pytest-notebook and `cellmill check` say the same, unless it is told otherwise. */
export interface NotebookCase {
  readonly name: string;
  readonly cells: readonly CorpusCell[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** What both say; with `differs` what each says, and the row of the documentation that says why. */
  readonly expected: NotebookStatus;
  readonly differs?: { readonly why: string; readonly pytestNotebook: NotebookStatus };
}

export const notebookText = ({ name, cells, metadata }: NotebookCase): string =>
  notebookOf({ name, cells, ...(metadata === undefined ? {} : { metadata }) });

const show = (data: string): string => `from IPython.display import display\ndisplay(${data}, raw=True)`;
const html = (text: string): string => show(`{'text/plain': 'p', 'text/html': ${JSON.stringify(text)}}`);
const stored = (text: string): ReturnType<typeof display> => display({ "text/plain": "p", "text/html": text });
const json = (data: string): string => show(`{'text/plain': 'p', 'application/json': ${data}}`);
const storedJson = (data: unknown): ReturnType<typeof display> =>
  display({ "text/plain": "p", "application/json": data });
const raises = (text: string): string => `raise ValueError(${JSON.stringify(text)})`;

const DIFFERENT: CorpusCell = { source: "print('a')", outputs: [stdout("b\n")] };
const GOOD: CorpusCell = { source: "1 + 1", outputs: [result("2")] };

const TOOK: CorpusCell = { source: "print('took 5')", outputs: [stdout("took 7\n")] };

type Nbreg = Readonly<Record<string, unknown>>;

function one(name: string, expected: NotebookStatus, cell: CorpusCell, nbreg?: Nbreg): NotebookCase {
  return { name, expected, cells: [nbreg === undefined ? cell : { ...cell, metadata: { ...cell.metadata, nbreg } }] };
}

/** The same settings for the notebook as a whole. */
function whole(name: string, expected: NotebookStatus, cells: readonly CorpusCell[], nbreg: unknown): NotebookCase {
  return { name, expected, cells, metadata: { nbreg } };
}

function differing(why: string, pytestNotebook: NotebookStatus, given: NotebookCase): NotebookCase {
  return { ...given, differs: { why, pytestNotebook } };
}

const plain: readonly NotebookCase[] = [
  one("equal", "passed", GOOD),
  one("stream-differs", "failed", DIFFERENT),
  one("result-new", "failed", { source: "1 + 1" }),
  one("result-missing", "failed", { source: "x = 1", outputs: [result("1")] }),
  one("html-differs", "failed", { source: html("<b>p</b>"), outputs: [stored("<i>p</i>")] }),
  one("json-differs", "failed", { source: json("{'a': 1}"), outputs: [storedJson({ a: 2 })] }),
  one("exception", "failed", { source: raises("x"), outputs: [error("ValueError", "x")] }),
  one("exception-tag", "passed", {
    source: raises("x"),
    outputs: [error("ValueError", "x")],
    tags: ["raises-exception"],
  }),
  one("exception-tag-other-message", "failed", {
    source: raises("x"),
    outputs: [error("ValueError", "y")],
    tags: ["raises-exception"],
  }),
  one("exception-tag-none-comes", "passed", { source: "x = 1", tags: ["raises-exception"] }),
  { name: "skip-execution", expected: "passed", cells: [{ ...DIFFERENT, tags: ["skip-execution"] }, GOOD] },
  one("stream-in-pieces", "passed", {
    source: "import sys\nfor i in range(3):\n    print(i); sys.stdout.flush()",
    outputs: [stdout("0\n1\n2\n")],
  }),
  one("progress", "passed", { source: "print('10%\\r50%\\rdone')", outputs: [stdout("done\n")] }),
  one("stderr-beside-stdout", "passed", {
    source: "import sys\nprint('e', file=sys.stderr)\nsys.stderr.flush()\nprint('a')",
    outputs: [stdout("a\n"), stderr("e\n")],
  }),
];

const ignoring: readonly NotebookCase[] = [
  one("ignore-outputs", "passed", DIFFERENT, { diff_ignore: ["/outputs"] }),
  one("ignore-text", "passed", DIFFERENT, { diff_ignore: ["/outputs/0/text"] }),
  one("ignore-text-starred", "passed", DIFFERENT, { diff_ignore: ["/outputs/*/text"] }),
  one("ignore-output", "passed", DIFFERENT, { diff_ignore: ["/outputs/0"] }),
  one("ignore-other-output", "failed", DIFFERENT, { diff_ignore: ["/outputs/1"] }),
  one("ignore-other-key", "failed", DIFFERENT, { diff_ignore: ["/outputs/0/data"] }),
  one(
    "ignore-html",
    "passed",
    { source: html("<b>p</b>"), outputs: [stored("<i>p</i>")] },
    { diff_ignore: ["/outputs/0/data/text/html"] },
  ),
  one(
    "ignore-html-plain-differs",
    "failed",
    { source: html("<b>p</b>"), outputs: [display({ "text/plain": "q", "text/html": "<i>p</i>" })] },
    { diff_ignore: ["/outputs/0/data/text/html"] },
  ),
  one(
    "ignore-part-of-json",
    "passed",
    { source: json("{'a': 1, 'b': {'c': 2}}"), outputs: [storedJson({ a: 1, b: { c: 3 } })] },
    { diff_ignore: ["/outputs/0/data/application/json/b"] },
  ),
  one(
    "ignore-other-part-of-json",
    "failed",
    { source: json("{'a': 1, 'b': {'c': 2}}"), outputs: [storedJson({ a: 2, b: { c: 3 } })] },
    { diff_ignore: ["/outputs/0/data/application/json/b"] },
  ),
  one(
    "ignore-message",
    "passed",
    { source: raises("x"), outputs: [error("ValueError", "y")], tags: ["raises-exception"] },
    { diff_ignore: ["/outputs/0/evalue"] },
  ),
  whole("ignore-in-all-cells", "passed", [DIFFERENT, GOOD, DIFFERENT], { diff_ignore: ["/cells/*/outputs"] }),
  whole("ignore-in-one-cell", "failed", [DIFFERENT, DIFFERENT], { diff_ignore: ["/cells/1/outputs"] }),
  whole("ignore-in-the-right-cell", "passed", [GOOD, DIFFERENT], { diff_ignore: ["/cells/1/outputs"] }),
  whole("ignore-cell-1-not-11", "failed", [...Array.from({ length: 11 }, () => GOOD), DIFFERENT], {
    diff_ignore: ["/cells/1"],
  }),
  whole("ignore-by-key-everywhere", "passed", [DIFFERENT], { diff_ignore: ["/cells/*/outputs/*/text"] }),
  whole("ignore-all-cells", "passed", [DIFFERENT], { diff_ignore: ["/cells"] }),
  differing(
    "Paths with starred indices before others",
    "failed",
    whole("ignore-star-then-index", "passed", [DIFFERENT], { diff_ignore: ["/cells/*/outputs/0/text"] }),
  ),
  differing(
    "An output at an ignored index that is new or missing",
    "failed",
    one("ignore-new-output", "passed", { source: "print('a')" }, { diff_ignore: ["/outputs/0"] }),
  ),
];

const DATED: CorpusCell = { source: "print('on 2026-01-02')", outputs: [stdout("on 1999-12-31\n")] };

const replacing: readonly NotebookCase[] = [
  one("replace", "passed", DATED, { diff_replace: [["/outputs/0/text", "\\d{4}-\\d\\d-\\d\\d", "DATE"]] }),
  one("replace-below", "passed", DATED, { diff_replace: [["/outputs", "\\d{4}-\\d\\d-\\d\\d", "DATE"]] }),
  one("replace-elsewhere", "failed", DATED, { diff_replace: [["/outputs/0/data", "\\d{4}-\\d\\d-\\d\\d", "DATE"]] }),
  one("replace-too-little", "failed", DATED, { diff_replace: [["/outputs", "\\d{4}", "YEAR"]] }),
  one("replace-in-order", "passed", DATED, {
    diff_replace: [
      ["/outputs", "\\d+", "N"],
      ["/outputs", "N-N-N", "DATE"],
    ],
  }),
  one("replace-by-groups", "failed", DATED, { diff_replace: [["/outputs", "(\\d+)-(\\d+)-(\\d+)", "\\3.\\2.\\1"]] }),
  one(
    "replace-by-named-group",
    "passed",
    { source: "print('id 0x7f: ok')", outputs: [stdout("id 0x12: ok\n")] },
    { diff_replace: [["/outputs", "0x[0-9a-f]+: (?P<state>\\w+)", "\\g<state>"]] },
  ),
  one(
    "replace-without-case",
    "passed",
    { source: "print('RUN 7')", outputs: [stdout("run 8\n")] },
    { diff_replace: [["/outputs", "(?i)run \\d", "run"]] },
  ),
  one(
    "replace-in-html",
    "passed",
    { source: html("<b id='x7'>p</b>"), outputs: [stored("<b id='x8'>p</b>")] },
    { diff_replace: [["/outputs/0/data/text/html", "x\\d", "x"]] },
  ),
  one(
    "replace-in-texts-of-json",
    "passed",
    { source: json("{'a': ['t 1', 't 2']}"), outputs: [storedJson({ a: ["t 3", "t 4"] })] },
    { diff_replace: [["/outputs/0/data/application/json", "t \\d", "t"]] },
  ),
  one(
    "replace-in-a-part-of-json",
    "failed",
    { source: json("{'a': 't 1', 'b': 't 2'}"), outputs: [storedJson({ a: "t 3", b: "t 4" })] },
    { diff_replace: [["/outputs/0/data/application/json/a", "t \\d", "t"]] },
  ),
  one(
    "replace-in-the-right-part-of-json",
    "passed",
    { source: json("{'a': 't 1', 'b': 't 2'}"), outputs: [storedJson({ a: "t 3", b: "t 2" })] },
    { diff_replace: [["/outputs/0/data/application/json/a", "t \\d", "t"]] },
  ),
  one(
    "replace-in-a-message",
    "passed",
    { source: raises("at 0x7f"), outputs: [error("ValueError", "at 0x12")], tags: ["raises-exception"] },
    { diff_replace: [["/outputs/0/evalue", "0x\\w+", "ADDRESS"]] },
  ),
  whole("replace-in-all-cells", "passed", [DATED, GOOD, DATED], {
    diff_replace: [["/cells/*/outputs", "\\d{4}-\\d\\d-\\d\\d", "DATE"]],
  }),
  whole("replace-in-one-cell", "failed", [DATED, DATED], {
    diff_replace: [["/cells/0/outputs", "\\d{4}-\\d\\d-\\d\\d", "DATE"]],
  }),
  whole("replace-before-the-newline-at-the-end", "passed", [TOOK], {
    diff_replace: [["/cells/*/outputs/*/text", "\\d+$", "N"]],
  }),
  one("replace-verbose", "passed", TOOK, { diff_replace: [["/outputs/0/text", "(?x) \\d + # digits", "N"]] }),
  one(
    "replace-letters-of-all-scripts",
    "passed",
    { source: "print('größe')", outputs: [stdout("größen\n")] },
    { diff_replace: [["/outputs/0/text", "\\bgr\\w+", "N"]] },
  ),
];

const SKIP = "import pytest\npytest.skip('needs a GPU')";

const skipping: readonly NotebookCase[] = [
  whole("skip", "skipped", [DIFFERENT], { skip: true, skip_reason: "slow" }),
  whole("skip-without-reason", "skipped", [{ source: raises("x") }], { skip: true }),
  whole("skip-not", "failed", [DIFFERENT], { skip: false, skip_reason: "slow" }),
  one("skip-of-a-cell-is-none", "failed", DIFFERENT, { skip: true }),
  { name: "skip-from-inside", expected: "skipped", cells: [{ source: SKIP }, DIFFERENT, { source: raises("x") }] },
  { name: "skip-after-an-exception", expected: "failed", cells: [{ source: raises("x") }, { source: SKIP }] },
  differing("Cells before the one that skips its notebook", "skipped", {
    name: "skip-after-a-difference",
    expected: "failed",
    cells: [DIFFERENT, { source: SKIP }],
  }),
];

const refusing: readonly NotebookCase[] = [
  one("refused-list", "refused", GOOD, { diff_ignore: "/outputs" }),
  one("refused-path", "refused", GOOD, { diff_ignore: ["outputs"] }),
  one("refused-pair", "refused", GOOD, { diff_replace: [["/outputs", "a"]] }),
  one("refused-expression", "refused", GOOD, { diff_replace: [["/outputs", "(", "b"]] }),
  whole("refused-skip", "refused", [GOOD], { skip: "yes" }),
  whole("refused-reason", "refused", [GOOD], { skip: true, skip_reason: 1 }),
  whole("refused-settings", "refused", [GOOD], ["/outputs"]),
  one("replace-by-no-expression", "refused", GOOD, { diff_replace: [["/outputs/0/text", "(a", "N"]] }),
];

const meant: readonly NotebookCase[] = [
  differing(
    "Metadata of outputs",
    "failed",
    one("output-metadata", "passed", { source: "1 + 1", outputs: [{ ...result("2"), metadata: { isolated: true } }] }),
  ),
  differing(
    "Results and displays",
    "failed",
    one("result-became-display", "passed", { source: show("{'text/plain': '2'}"), outputs: [result("2")] }),
  ),
  differing(
    "Order of different keys",
    "failed",
    one("display-then-stream", "passed", {
      source: `${show("{'text/plain': 'a'}")}\nprint('s')`,
      outputs: [stdout("s\n"), display({ "text/plain": "a" })],
    }),
  ),
  differing(
    "Streams in the file",
    "failed",
    one("stored-in-pieces", "passed", {
      source: "print(0)\nprint(1)",
      outputs: [stdout("0\n"), stdout("1\n")],
    }),
  ),
  differing(
    "Comments and tags of nbval",
    "failed",
    one("nbval-tag", "passed", { ...DIFFERENT, tags: ["nbval-ignore-output"] }),
  ),
  differing(
    "Names of streams at an ignored path",
    "passed",
    one(
      "ignore-stream-name",
      "failed",
      { source: "import sys\nprint('a', file=sys.stderr)", outputs: [stdout("a\n")] },
      { diff_ignore: ["/outputs/0/name"] },
    ),
  ),
  differing("Cells that were never run", "failed", one("never-run", "passed", { source: "print('a')", count: null })),
];

/** Notebooks on documented cases of pytest-notebook. */
export const PYTEST_NOTEBOOK_CORPUS: readonly NotebookCase[] = [
  ...plain,
  ...ignoring,
  ...replacing,
  ...skipping,
  ...refusing,
  ...meant,
];

/** The settings of the runs: what only a run changes is ignored, as its documentation advises. */
export const PYTEST_INI = `[pytest]
nb_exec_timeout = 60
nb_diff_ignore =
    /cells/*/outputs/*/traceback
    /cells/*/execution_count
    /cells/*/outputs/*/execution_count
    /metadata/language_info
`;

/** Stored as pytest-notebook's post-processor `beautifulsoup` leaves it; our comparison by structure needs none. */
export const PRETTY_CORPUS: readonly NotebookCase[] = [
  one("pretty-html", "passed", {
    source: html("<div><b>p</b> q</div>"),
    outputs: [stored("<div>\n <b>\n  p\n </b>\n q\n</div>\n")],
  }),
  one("pretty-html-differs", "failed", {
    source: html("<div><b>p</b> q</div>"),
    outputs: [stored("<div>\n <b>\n  p\n </b>\n r\n</div>\n")],
  }),
  one("pretty-svg", "passed", {
    source: show(`{'image/svg+xml': '<svg><g><path d="M0 0"/></g></svg>'}`),
    outputs: [display({ "image/svg+xml": '<svg>\n <g>\n  <path d="M0 0">\n  </path>\n </g>\n</svg>\n' })],
  }),
];
