/** A stored output, as the file has it. */
export type StoredOutput = Readonly<Record<string, unknown>>;

export interface CorpusCell {
  readonly source: string;
  readonly outputs?: readonly StoredOutput[];
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Default 1; null for a cell that was not run. */
  readonly count?: number | null;
  readonly type?: "markdown" | "raw";
}

export type CorpusStatus = "passed" | "failed" | "skipped" | "not-run";

export interface CorpusCase {
  readonly name: string;
  readonly cells: readonly CorpusCell[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly minor?: number;
  /** An intended difference: what each says, in strict and in lax mode, and why. */
  readonly differs?: {
    readonly why: string;
    readonly nbval: { readonly strict: readonly CorpusStatus[]; readonly lax: readonly CorpusStatus[] };
    readonly cellmill: { readonly strict: readonly CorpusStatus[]; readonly lax: readonly CorpusStatus[] };
  };
}

export const stdout = (text: string): StoredOutput => ({ output_type: "stream", name: "stdout", text });
export const stderr = (text: string): StoredOutput => ({ output_type: "stream", name: "stderr", text });
export const result = (text: string, more: Readonly<Record<string, unknown>> = {}): StoredOutput => ({
  output_type: "execute_result",
  execution_count: 1,
  data: { "text/plain": text, ...more },
  metadata: {},
});
export const display = (data: Readonly<Record<string, unknown>>): StoredOutput => ({
  output_type: "display_data",
  data,
  metadata: {},
});
export const error = (ename: string, evalue: string): StoredOutput => ({
  output_type: "error",
  ename,
  evalue,
  traceback: ["another traceback"],
});

const show = (data: string): string => `from IPython.display import display\ndisplay(${data}, raw=True)`;
const one = (
  name: string,
  source: string,
  outputs: readonly StoredOutput[],
  more: Partial<CorpusCell> = {},
): CorpusCase => ({
  name,
  cells: [{ source, outputs, ...more }],
});

// The smallest PNG, and one with another pixel.
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const OTHER_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

const raises = (text: string): string => `raise ValueError(${JSON.stringify(text)})`;

const outputs: readonly CorpusCase[] = [
  one("stream-equal", "print('a')", [stdout("a\n")]),
  one("stream-differs", "print('a')", [stdout("b\n")]),
  one("stream-in-pieces", "import sys\nfor i in range(3):\n    print(i); sys.stdout.flush()", [
    stdout("0\n"),
    stdout("1\n2\n"),
  ]),
  one("streams-interleaved", "import sys\nprint('a')\nprint('e', file=sys.stderr)\nprint('b')", [
    stdout("a\nb\n"),
    stderr("e\n"),
  ]),
  one("streams-in-other-order", "import sys\nprint('a')\nsys.stdout.flush()\nprint('e', file=sys.stderr)", [
    stderr("e\n"),
    stdout("a\n"),
  ]),
  one("stderr-missing-now", "print('a')", [stdout("a\n"), stderr("e\n")]),
  one("stderr-new", "import sys\nprint('e', file=sys.stderr)", []),
  one("stderr-differs", "import sys\nprint('e', file=sys.stderr)", [stderr("f\n")]),
  one("trailing-blank", "print('a ')", [stdout("a\n")]),
  one("final-newline", "print('a', end='')", [stdout("a\n")]),
  one("only-a-newline", "print()", [stdout("\n")]),
  one("many-lines", "for i in range(200): print(i)", [
    stdout(Array.from({ length: 200 }, (_, i) => `${i}\n`).join("")),
  ]),
  one("one-of-many-lines", "for i in range(200): print(i)", [
    stdout(Array.from({ length: 200 }, (_, i) => `${i === 150 ? "x" : i}\n`).join("")),
  ]),
  one("carriage-returns", "print('10%\\r50%\\rdone')", [stdout("10%\r50%\rdone\n")]),
  one("carriage-return-other-steps", "print('10%\\r50%\\rdone')", [stdout("90%\rdone\n")]),
  one("carriage-return-shorter", "print('loading...\\rdone')", [stdout("loading...\rdone\n")]),
  one("carriage-return-coalesced", "print('loading...\\rdone')", [stdout("done\n")]),
  one("carriage-return-as-on-a-terminal", "print('loading...\\rdone')", [stdout("doneing...\n")]),
  one("windows-line-ends", "print('a\\r\\nb')", [stdout("a\r\nb\n")]),
  one("unicode", "print('é ☃ 😀')", [stdout("é ☃ 😀\n")]),
  one("colours-equal", "print('\\x1b[31mred\\x1b[0m')", [stdout("\u001b[31mred\u001b[0m\n")]),
  one("colours-differ", "print('\\x1b[31mred\\x1b[0m')", [stdout("red\n")]),
  one("result-equal", "1 + 1", [result("2")]),
  one("result-differs", "1 + 1", [result("3")]),
  one("result-in-other-digits", "0.1 + 0.2", [result("0.3")]),
  one("result-new", "1 + 1", []),
  one("result-missing-now", "x = 1", [result("2")]),
  one("result-has-other-count", "1 + 1", [{ ...result("2"), execution_count: 99 }]),
  one("result-has-other-metadata", "1 + 1", [{ ...result("2"), metadata: { isolated: true } }]),
  one("result-became-display", show("{'text/plain': '2'}"), [result("2")]),
  one("no-outputs", "x = 1", []),
  one("html-equal", show("{'text/plain': 'p', 'text/html': '<b>p</b>'}"), [
    display({ "text/plain": "p", "text/html": "<b>p</b>" }),
  ]),
  one("html-differs", show("{'text/plain': 'p', 'text/html': '<b>p</b>'}"), [
    display({ "text/plain": "p", "text/html": "<i>p</i>" }),
  ]),
  one("html-missing-now", show("{'text/plain': 'p'}"), [display({ "text/plain": "p", "text/html": "<b>p</b>" })]),
  one("html-new", show("{'text/plain': 'p', 'text/html': '<b>p</b>'}"), [display({ "text/plain": "p" })]),
  one("two-of-a-key-swapped", `${show("{'text/plain': 'a'}")}\n${show("{'text/plain': 'b'}")}`, [
    display({ "text/plain": "b" }),
    display({ "text/plain": "a" }),
  ]),
  one("two-of-a-key-became-one", show("{'text/plain': 'a'}"), [
    display({ "text/plain": "a" }),
    display({ "text/plain": "a" }),
  ]),
  one("different-keys-swapped", `${show("{'text/plain': 'a'}")}\nprint('s')`, [
    stdout("s\n"),
    display({ "text/plain": "a" }),
  ]),
  one("latex", show("{'text/latex': '$x$'}"), [display({ "text/latex": "$y$" })]),
  one("markdown-output", show("{'text/markdown': '**x**'}"), [display({ "text/markdown": "**x**" })]),
  one("javascript", show("{'application/javascript': 'a()'}"), [display({ "application/javascript": "b()" })]),
  one("json-equal", show("{'application/json': {'a': [1, 2.5]}}"), [display({ "application/json": { a: [1, 2.5] } })]),
  one("json-differs", show("{'application/json': {'a': [1, 2.5]}}"), [
    display({ "application/json": { a: [1, 2.6] } }),
  ]),
  one("json-keys-in-other-order", show("{'application/json': {'a': 1, 'b': 2}}"), [
    display({ "application/json": { b: 2, a: 1 } }),
  ]),
  one("svg", show("{'image/svg+xml': '<svg/>'}"), [display({ "image/svg+xml": "<svg></svg>" })]),
  one("png-differs", show(`{'image/png': '${PNG}'}`), [display({ "image/png": OTHER_PNG })]),
  one("png-new", show(`{'text/plain': 'f', 'image/png': '${PNG}'}`), [display({ "text/plain": "f" })]),
  one("png-same-text-differs", show(`{'text/plain': 'f', 'image/png': '${PNG}'}`), [
    display({ "text/plain": "g", "image/png": PNG }),
  ]),
  one("widget-view", show("{'application/vnd.jupyter.widget-view+json': {'model_id': 'a'}}"), [
    display({ "application/vnd.jupyter.widget-view+json": { model_id: "b" } }),
  ]),
  one("unknown-mime", show("{'application/x-own': 'abc'}"), [display({ "application/x-own": "abd" })]),
];

const exceptions: readonly CorpusCase[] = [
  one("exception-unmarked", raises("x"), [error("ValueError", "x")]),
  one("exception-tag", raises("x"), [error("ValueError", "x")], { tags: ["raises-exception"] }),
  one("exception-other-message", raises("x"), [error("ValueError", "y")], { tags: ["raises-exception"] }),
  one("exception-other-name", raises("x"), [error("TypeError", "x")], { tags: ["raises-exception"] }),
  one("exception-not-stored", raises("x"), [], { tags: ["raises-exception"] }),
  one("exception-does-not-come", "x = 1", [], { tags: ["raises-exception"] }),
  one("exception-stored-does-not-come", "x = 1", [error("ValueError", "x")], { tags: ["raises-exception"] }),
  one("exception-comment", `# NBVAL_RAISES_EXCEPTION\n${raises("x")}`, [error("ValueError", "x")]),
  one("exception-nbval-tag", raises("x"), [error("ValueError", "x")], { tags: ["nbval-raises-exception"] }),
  one("exception-ignored-output", `# NBVAL_IGNORE_OUTPUT\n${raises("x")}`, [error("ValueError", "x")]),
  one("exception-both-markers", `# NBVAL_IGNORE_OUTPUT\n# NBVAL_RAISES_EXCEPTION\n${raises("x")}`, [
    error("ValueError", "y"),
  ]),
  one("syntax-error", "1 +", []),
  one("input-is-refused", "input('?')", []),
  {
    name: "cells-after-an-exception",
    cells: [
      { source: raises("x") },
      { source: "1 + 1", outputs: [result("2")] },
      { source: "2 + 2", outputs: [result("5")] },
    ],
  },
  {
    name: "names-lost-by-an-exception",
    cells: [{ source: `${raises("x")}\ny = 1` }, { source: "y", outputs: [result("1")] }],
  },
  one("output-before-an-exception", `print('a')\n${raises("x")}`, [stdout("a\n"), error("ValueError", "x")], {
    tags: ["raises-exception"],
  }),
];

const markers: readonly CorpusCase[] = [
  one("ignore-comment", "# NBVAL_IGNORE_OUTPUT\nprint('a')", [stdout("b\n")]),
  one("ignore-old-comment", "# PYTEST_VALIDATE_IGNORE_OUTPUT\nprint('a')", [stdout("b\n")]),
  one("ignore-tag", "print('a')", [stdout("b\n")], { tags: ["nbval-ignore-output"] }),
  one("check-comment-differs", "# NBVAL_CHECK_OUTPUT\nprint('a')", [stdout("b\n")]),
  one("check-comment-equal", "# NBVAL_CHECK_OUTPUT\nprint('a')", [stdout("a\n")]),
  one("check-tag-differs", "print('a')", [stdout("b\n")], { tags: ["nbval-check-output"] }),
  one("skip-comment", `# NBVAL_SKIP\n${raises("x")}`, []),
  one("skip-tag", raises("x"), [], { tags: ["nbval-skip"] }),
  {
    name: "skipped-definitions-are-missing",
    cells: [{ source: "# NBVAL_SKIP\nx = 1" }, { source: "x", outputs: [result("1")] }],
  },
  one("comment-beats-tag-check", "# NBVAL_CHECK_OUTPUT\nprint('a')", [stdout("b\n")], {
    tags: ["nbval-ignore-output"],
  }),
  one("comment-beats-tag-ignore", "# NBVAL_IGNORE_OUTPUT\nprint('a')", [stdout("b\n")], {
    tags: ["nbval-check-output"],
  }),
  one("two-comments-last-wins-check", "# NBVAL_IGNORE_OUTPUT\n# NBVAL_CHECK_OUTPUT\nprint('a')", [stdout("b\n")]),
  one("two-comments-last-wins-ignore", "# NBVAL_CHECK_OUTPUT\n# NBVAL_IGNORE_OUTPUT\nprint('a')", [stdout("b\n")]),
  one("two-tags-last-wins", "print('a')", [stdout("b\n")], { tags: ["nbval-check-output", "nbval-ignore-output"] }),
  one("marker-below-the-code", "print('a')\n# NBVAL_IGNORE_OUTPUT", [stdout("b\n")]),
  one("marker-indented", "if True:\n    ### NBVAL_IGNORE_OUTPUT\n    print('a')", [stdout("b\n")]),
  one("marker-behind-code-is-none", "print('a') # NBVAL_IGNORE_OUTPUT", [stdout("b\n")]),
  one("marker-in-lower-case-is-none", "# nbval_ignore_output\nprint('a')", [stdout("b\n")]),
  one("marker-with-more-words-is-none", "# NBVAL_IGNORE_OUTPUT please\nprint('a')", [stdout("b\n")]),
  one("tag-in-upper-case-is-none", "print('a')", [stdout("b\n")], { tags: ["NBVAL_IGNORE_OUTPUT"] }),
  one("marker-between-odd-blanks", "x='''\x1c# NBVAL_IGNORE_OUTPUT\x1d'''\nprint('a')", [stdout("b\n")]),
  one("marker-with-a-byte-order-mark-is-none", "#\ufeffNBVAL_IGNORE_OUTPUT\nprint('a')", [stdout("b\n")]),
  one("skip-beats-the-rest", `# NBVAL_SKIP\n# NBVAL_CHECK_OUTPUT\n${raises("x")}`, [stdout("b\n")]),
];

const files: readonly CorpusCase[] = [
  one("unrun", "print('a')", [], { count: null }),
  one("unrun-with-outputs", "print('a')", [stdout("a\n")], { count: null }),
  one("unrun-with-outputs-ignored", "# NBVAL_IGNORE_OUTPUT\nprint('a')", [stdout("a\n")], { count: null }),
  one("unrun-raises", raises("x"), [], { count: null }),
  one("empty-cell", "", []),
  one("empty-cell-with-output", "", [stdout("a\n")]),
  one("blank-cell", "  \n", []),
  one("only-comments", "# nothing", []),
  {
    name: "numbering-over-code-cells",
    cells: [
      { type: "markdown", source: "# t" },
      { source: "1", outputs: [result("1")] },
      { type: "raw", source: "r" },
      { source: "2", outputs: [result("3")] },
    ],
  },
  {
    name: "old-minor-version",
    minor: 2,
    cells: [
      { source: "1", outputs: [result("1")] },
      { source: "1", outputs: [result("2")] },
    ],
  },
  { name: "state-goes-on", cells: [{ source: "x = 2" }, { source: "x * 21", outputs: [result("42")] }] },
  one("working-folder", "import os\nos.path.basename(os.getcwd()) == 'corpus'", [result("True")]),
  one("captured", "%%capture\nprint('a')", []),
  one("shell", "!echo a", [stdout("a\n")]),
  one("sanitized", "object()", [result("<object object at 0x7f0000000000>")]),
  one("sanitized-by-two-rules", "print('on 2026-01-02 at 0x7f12')", [stdout("on 1999-12-31 at 0x1\n")]),
  one("sanitized-message", raises("at 0x7f12"), [error("ValueError", "at 0x1")], { tags: ["raises-exception"] }),
  one("sanitized-html", show("{'text/html': '<b>0x7f12</b>'}"), [display({ "text/html": "<b>0x1</b>" })]),
  one("sanitizer-leaves-other-text", "print('0x7f12 a')", [stdout("0x1 b\n")]),
];

/** Cases that are meant to come out otherwise than in nbval; docs/check-differences.md explains each. */
const different: readonly CorpusCase[] = [
  {
    name: "backspaces",
    cells: [{ source: "print('ab\\b\\bcd')", outputs: [stdout("cd\n")] }],
    differs: {
      why: "Backspaces",
      nbval: { strict: ["failed"], lax: ["passed"] },
      cellmill: { strict: ["passed"], lax: ["passed"] },
    },
  },
  {
    name: "history",
    cells: [
      { source: "x = 5\nx;" },
      { source: "In[1]", outputs: [result("'x = 5\\nx;'")], count: 2 },
      { source: "6", outputs: [result("6")], count: 3 },
      { source: "Out[3]", outputs: [result("6")], count: 4 },
    ],
    differs: {
      why: "Semicolons at the end, `In` and `Out`",
      nbval: {
        strict: ["failed", "failed", "passed", "failed"],
        lax: ["passed", "failed", "passed", "failed"],
      },
      cellmill: {
        strict: ["passed", "passed", "passed", "passed"],
        lax: ["passed", "passed", "passed", "passed"],
      },
    },
  },
  {
    name: "unknown-magic",
    cells: [
      { source: "%nosuchmagic", outputs: [stderr("UsageError: Line magic function `%nosuchmagic` not found.\n")] },
    ],
    differs: {
      why: "A magic that is not known",
      nbval: { strict: ["passed"], lax: ["passed"] },
      cellmill: { strict: ["failed"], lax: ["failed"] },
    },
  },
  {
    name: "cleared-output",
    cells: [
      {
        source: "from IPython.display import clear_output\nprint('a')\nclear_output()\nprint('b')",
        outputs: [stdout("b\n")],
      },
    ],
    differs: {
      why: "Outputs that the cell clears",
      nbval: { strict: ["failed"], lax: ["passed"] },
      cellmill: { strict: ["passed"], lax: ["passed"] },
    },
  },
  {
    name: "updated-display",
    cells: [
      {
        source: "from IPython.display import display\nh = display({'text/plain': 'a'}, raw=True, display_id=True)",
        outputs: [display({ "text/plain": "b" })],
      },
      { source: "h.update({'text/plain': 'b'}, raw=True)" },
    ],
    differs: {
      why: "Displays that are updated",
      nbval: { strict: ["failed", "passed"], lax: ["passed", "passed"] },
      cellmill: { strict: ["passed", "passed"], lax: ["passed", "passed"] },
    },
  },
  {
    name: "output-past-pythons-streams",
    cells: [
      { source: "import os\nos.system('echo a')\nNone", outputs: [stdout("a\n")] },
      { source: "os.write(1, b'b')\nNone", outputs: [stdout("b")] },
    ],
    differs: {
      why: "Output of subprocesses and others past Python's streams",
      nbval: { strict: ["failed", "failed"], lax: ["passed", "passed"] },
      cellmill: { strict: ["passed", "passed"], lax: ["passed", "passed"] },
    },
  },
  {
    name: "sanitized-json",
    cells: [
      {
        source: show("{'application/json': {'a': 'at 0x12'}}"),
        outputs: [display({ "application/json": { a: "at 0x13" } })],
      },
      { source: show("{'application/json': 'at 0x12'}"), outputs: [display({ "application/json": "at 0x13" })] },
    ],
    differs: {
      why: "Texts in JSON",
      nbval: { strict: ["failed", "passed"], lax: ["passed", "passed"] },
      cellmill: { strict: ["passed", "passed"], lax: ["passed", "passed"] },
    },
  },
  {
    name: "transient-in-the-file",
    cells: [{ source: show("{'text/plain': 'x'}"), outputs: [{ ...display({ "text/plain": "x" }), transient: {} }] }],
    differs: {
      why: "`transient` of outputs in the file",
      nbval: { strict: ["failed"], lax: ["passed"] },
      cellmill: { strict: ["passed"], lax: ["passed"] },
    },
  },
  {
    name: "keys-named-as-fields",
    cells: [
      { source: show("{'name': 'q', 'metadata': 'z'}") },
      { source: "print('a')", outputs: [stdout("a\n"), { output_type: "stream", name: "metadata", text: "a\n" }] },
    ],
    differs: {
      why: "MIME types and streams named as fields of outputs",
      nbval: { strict: ["passed", "passed"], lax: ["passed", "passed"] },
      cellmill: { strict: ["failed", "failed"], lax: ["passed", "passed"] },
    },
  },
  {
    name: "skip-execution-tag",
    cells: [{ source: raises("x"), tags: ["skip-execution"] }],
    differs: {
      why: "`skip-execution`",
      nbval: { strict: ["failed"], lax: ["failed"] },
      cellmill: { strict: ["skipped"], lax: ["skipped"] },
    },
  },
  {
    name: "allow-errors",
    metadata: { execution: { allow_errors: true } },
    cells: [{ source: raises("x"), outputs: [error("ValueError", "x")] }],
    differs: {
      why: "nbmake's `allow_errors`",
      nbval: { strict: ["failed"], lax: ["failed"] },
      cellmill: { strict: ["passed"], lax: ["passed"] },
    },
  },
  {
    name: "nbmake-mock",
    cells: [
      { source: "x = 1", metadata: { nbmake: { mock: { x: 5 }, post_cell_execute: ["y = x + 1"] } } },
      { source: "x, y", outputs: [result("(5, 6)")] },
    ],
    differs: {
      why: "nbmake's `mock`",
      nbval: { strict: ["passed", "failed"], lax: ["passed", "failed"] },
      cellmill: { strict: ["passed", "passed"], lax: ["passed", "passed"] },
    },
  },
  {
    name: "nbreg-ignored-path",
    cells: [
      { source: "print('a')", outputs: [stdout("b\n")], metadata: { nbreg: { diff_ignore: ["/outputs/0/text"] } } },
    ],
    differs: {
      why: "pytest-notebook's `nbreg`",
      nbval: { strict: ["failed"], lax: ["passed"] },
      cellmill: { strict: ["passed"], lax: ["passed"] },
    },
  },
];

/** Notebooks whose cells give the same verdicts as nbval's unless they say otherwise. */
export const CORPUS: readonly CorpusCase[] = [...outputs, ...exceptions, ...markers, ...files, ...different];

/** The same with a short time limit per cell. */
export const TIMEOUT_CORPUS: readonly CorpusCase[] = [
  {
    name: "timeout",
    cells: [
      { source: "1", outputs: [result("1")] },
      { source: "import time\ntime.sleep(60)" },
      { source: "undefined_name" },
    ],
  },
  {
    name: "timeout-then-good-cells",
    cells: [{ source: "import time\ntime.sleep(60)" }, { source: "1", outputs: [result("1")] }],
  },
];

/** nbval's file of sanitizers for all cases. */
export const SANITIZE = `[addresses]
regex: 0x[0-9a-fA-F]+
replace: ADDRESS

[dates]
regex: (\\d{4})-\\d{2}-\\d{2}
replace: DATE
`;

/** The notebook file of a case. */
export function notebookOf({ cells, metadata = {}, minor = 5 }: CorpusCase): string {
  const notebook = {
    cells: cells.map((cell, i) => ({
      ...(minor >= 5 ? { id: `c${i}` } : {}),
      cell_type: cell.type ?? "code",
      metadata: { ...(cell.tags === undefined ? {} : { tags: cell.tags }), ...cell.metadata },
      source: cell.source,
      ...(cell.type === undefined
        ? { outputs: cell.outputs ?? [], execution_count: cell.count === undefined ? 1 : cell.count }
        : {}),
    })),
    metadata: { kernelspec: { name: "python3", display_name: "Python 3", language: "python" }, ...metadata },
    nbformat: 4,
    nbformat_minor: minor,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
