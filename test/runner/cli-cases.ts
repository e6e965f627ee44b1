import type { CellDraft } from "./make-notebook.js";

const PARAMETERS: CellDraft = {
  source:
    "a = 1  # type: int how many\nb: str = 'x'  # name of b\nc = None\nlonger_name_of_parameter = [1, 2]  # a list",
  tags: ["parameters"],
};
const KERNELSPEC = { name: "python3", display_name: "p", language: "python" };

interface FileDraft {
  readonly cells: readonly (string | CellDraft)[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Notebooks that the commands of both tools find in their folders. */
export const CLI_NOTEBOOKS: Readonly<Record<string, FileDraft>> = {
  "in.ipynb": { cells: [PARAMETERS, "print(a, b)"] },
  "in-a1.ipynb": { cells: [PARAMETERS] },
  noext: { cells: [PARAMETERS] },
  "braces{a}.ipynb": { cells: [PARAMETERS] },
  "plain.ipynb": { cells: ["print(1)", "2"] },
  "err.ipynb": { cells: [PARAMETERS, "print('before')", "1/0", "print('after')"] },
  "noks.ipynb": { cells: [PARAMETERS, "print(a)"], metadata: {} },
  "lang.ipynb": { cells: [PARAMETERS, "print(a)"], metadata: { kernelspec: { name: "python3", display_name: "p" } } },
  "defaults.ipynb": {
    cells: [PARAMETERS, "print(a)"],
    metadata: { kernelspec: KERNELSPEC, papermill: { default_parameters: { a: 5 }, parameters: { a: 9 } } },
  },
  "two.ipynb": { cells: [PARAMETERS, { source: "a = 7", tags: ["parameters"] }, "print(a)"] },
  "retag.ipynb": {
    cells: [{ source: "a = 3", tags: ["default_parameters"] }, { source: "b=1", tags: ["Parameters"] }, "print(a)"],
  },
  "both-tags.ipynb": { cells: [{ source: "a = 9", tags: ["parameters", "injected-parameters"] }, "print(a)"] },
  "markdown.ipynb": { cells: [{ source: "# P", type: "markdown", tags: ["parameters"] }, "print(1)"] },
  "empty-parameters.ipynb": { cells: [{ source: "", tags: ["parameters"] }, "1"] },
  "none.ipynb": { cells: [] },
  "io.ipynb": {
    cells: [
      "import sys\nprint('out1', flush=True)\nprint('err1', file=sys.stderr, flush=True)\n'res'",
      "from IPython.display import display\ndisplay('shown')\nprint('out2', end='')",
    ],
  },
  "cwd.ipynb": { cells: ["import os; print(os.path.basename(os.getcwd()))"] },
  "exit3.ipynb": { cells: ["import sys; sys.exit(3)", "2"] },
  "paths.ipynb": { cells: ["print(PAPERMILL_INPUT_PATH, PAPERMILL_OUTPUT_PATH)"] },
  "marker.ipynb": {
    cells: [{ source: "old", type: "markdown", tags: ["papermill-error-cell-tag", "x"] }, PARAMETERS, "print(a)"],
  },
  "R.ipynb": {
    cells: [{ source: "a <- 1", tags: ["parameters"] }],
    metadata: { kernelspec: { name: "ir", display_name: "R", language: "R" } },
  },
  "unknown.ipynb": {
    cells: [{ source: "a <- 1", tags: ["parameters"] }],
    metadata: { kernelspec: { name: "zz", display_name: "Z", language: "zz" } },
  },
};

/** Texts of notebooks that no tool writes. */
const oddNotebook = (cell: string): string =>
  `{"nbformat":4,"nbformat_minor":4,"metadata":{"kernelspec":${JSON.stringify(KERNELSPEC)}},"cells":[{"cell_type":"code","outputs":[],"execution_count":null,${cell}}]}`;

/** Other files there. */
export const CLI_FILES: Readonly<Record<string, string>> = {
  "p.yaml": "a: 2\nb: yes\n",
  "p.yml": "a: 3\nc: [1, 2.0]\n",
  "p.json": '{"a": 4, "d": {"e": null}}',
  "p.txt": "a: 8\n",
  "empty.yaml": "",
  "list.yaml": "- 1\n- 2\n",
  "scalar.yaml": "5",
  "bad.yaml": "a: [1\n",
  "notjson.ipynb": "hello",
  "tags-text.ipynb": oddNotebook('"source":"a = 1","metadata":{"tags":"my-parameters"}'),
  "tags-null.ipynb": oddNotebook('"source":"a = 1","metadata":{"tags":null}'),
  "no-source.ipynb": oddNotebook('"metadata":{}'),
  "-x.ipynb": oddNotebook('"source":"a = 1","metadata":{}'),
  "tab.yaml": "a:\t7\n",
  "empty.ipynb": "",
  "array.ipynb": "[]",
  "nbformat5.ipynb": '{"nbformat":5,"nbformat_minor":0,"metadata":{},"cells":[]}',
  "v3.ipynb":
    '{"nbformat":3,"nbformat_minor":0,"metadata":{"name":""},"worksheets":[{"cells":[{"cell_type":"code","language":"python","input":"print(1)","outputs":[],"collapsed":false,"metadata":{},"prompt_number":3},{"cell_type":"heading","level":2,"source":"T","metadata":{}}],"metadata":{}}]}',
};

/** Shell commands that must do the same with `RUN` as papermill and as ours: exit code, standard output, files. */
export const SAME_COMMANDS: readonly string[] = [
  "$RUN in.ipynb out.ipynb -p a 5 -p b 1e3 -r c 007",
  "$RUN in.ipynb",
  "cat in.ipynb | $RUN - - -p a 7",
  "cat in.ipynb | $RUN -p a 7 --prepare-only",
  "cat in.ipynb | $RUN out.ipynb -p a 7 --prepare-only",
  "cat in.ipynb | $RUN - out.ipynb --prepare-only",
  "$RUN - out.ipynb --prepare-only < in.ipynb",
  "$RUN '' out.ipynb --prepare-only < in.ipynb",
  "ln -s later.ipynb dangling.ipynb; $RUN in.ipynb dangling.ipynb --prepare-only; test -L dangling.ipynb",
  "touch old.ipynb; chmod 640 old.ipynb; $RUN in.ipynb old.ipynb --prepare-only; stat -c %a:%u:%g old.ipynb",
  "printf 'a: \\351\\n' > latin.yaml; $RUN in.ipynb out.ipynb -f latin.yaml; code=$?; rm latin.yaml; exit $code",
  "$RUN in.ipynb out.ipynb/ --prepare-only",
  "$RUN sub out.ipynb --prepare-only",
  "$RUN in.ipynb out.ipynb -f - --prepare-only < p.yaml",
  'script -qec "$RUN in.ipynb" /dev/null | grep -o "Missing argument .OUTPUT_PATH."',
  "$RUN --help-notebook in.ipynb",
  "$RUN --help-notebook plain.ipynb",
  "$RUN --help-notebook R.ipynb",
  "$RUN --help-notebook empty-parameters.ipynb",
  "$RUN --help-notebook markdown.ipynb",
  '$RUN --help-notebook "in-a{a}.ipynb" -p a 1',
  "$RUN --help-notebook missing.ipynb",
  "$RUN noks.ipynb out.ipynb",
  "$RUN noks.ipynb out.ipynb -k python3",
  "$RUN noks.ipynb out.ipynb -k python3 -p a 2",
  "$RUN noks.ipynb out.ipynb -k python3 -l python -p a 2 --prepare-only",
  "$RUN lang.ipynb out.ipynb -p a 2",
  "$RUN in.ipynb out.ipynb --prepare-only --prepare-execute -p a 1",
  "$RUN in.ipynb out.ipynb --report-mode -p a 2 --prepare-only",
  "$RUN in.ipynb out.ipynb --report-mode --no-report-mode -p a 2 --prepare-only",
  "$RUN paths.ipynb out-{x}.ipynb --inject-paths -p x 3",
  "$RUN paths.ipynb out.ipynb --inject-input-path --inject-output-path -p PAPERMILL_INPUT_PATH mine",
  "$RUN paths.ipynb out.ipynb --inject-input-path --prepare-only",
  "cat paths.ipynb | $RUN --inject-paths --prepare-only",
  "$RUN cwd.ipynb ./sub/out.ipynb --cwd sub",
  "$RUN cwd.ipynb out.ipynb --cwd missing",
  "$RUN io.ipynb out.ipynb --stdout-file so --stderr-file se --no-progress-bar",
  "$RUN io.ipynb out.ipynb --stdout-file -",
  "$RUN io.ipynb - --stdout-file so --log-output",
  "$RUN io.ipynb out.ipynb --log-output 2>&1 | grep -v IPKernelApp",
  "$RUN io.ipynb out.ipynb --log-output --log-level WARNING 2>&1 | grep -v IPKernelApp",
  "$RUN plain.ipynb out.ipynb --start-timeout 40 --autosave-cell-every 0 --no-request-save-on-cell-execute",
  "$RUN plain.ipynb out.ipynb --start_timeout 40 --autosave-cell-every 1 --execution-timeout 1_0 --engine nbclient",
  "$RUN plain.ipynb out.ipynb --execution-timeout 0 --log-level ERROR",
  "$RUN plain.ipynb out.ipynb --execution-timeout 99999999999 --start-timeout 99999999999",
  "$RUN plain.ipynb out.ipynb --start-timeout x",
  "$RUN plain.ipynb out.ipynb --start-timeout -1 --prepare-only",
  "$RUN plain.ipynb --help-notebook --execution-timeout 1.5",
  "$RUN plain.ipynb --help-notebook out.ipynb extra",
  "$RUN plain.ipynb out.ipynb --execution-timeout -1 --autosave-cell-every -1",
  "$RUN --version | sed -E 's/^[0-9.]+ from .*cli.* [(][0-9.]+[)]$/version/'",
  "$RUN plain.ipynb out.ipynb --autosave-cell-every 1.5",
  "$RUN plain.ipynb out.ipynb --log-level debug",
  "$RUN in.ipynb out.ipynb --prepare-only -f p.yaml -f p.yml -f p.json",
  "$RUN in.ipynb out.ipynb --prepare-only -f empty.yaml",
  "$RUN in.ipynb out.ipynb --prepare-only -f p.txt",
  "$RUN in.ipynb out.ipynb --prepare-only -f missing.yaml",
  "$RUN in.ipynb out.ipynb --prepare-only -b YTogMgpiOiB4Cg==",
  "$RUN in.ipynb out.ipynb --prepare-only -b 'YTog-_!MgpiOiB4Cg==='",
  "$RUN in.ipynb out.ipynb --prepare-only -b '!!!'",
  "$RUN in.ipynb out.ipynb --prepare-only -b YTogMgpiOiB4Cg== -f p.yaml -y 'a: 5' -p a 6 -r a 7 -p z 1",
  "$RUN in.ipynb out.ipynb --prepare-only -y 'a: 2020-01-01'",
  "$RUN in.ipynb out.ipynb --prepare-only -y 'null' -y ''",
  "$RUN in.ipynb out.ipynb -p a",
  "$RUN in.ipynb out.ipynb --prepare-only -p a nan -p b -inf -p c 1e400 -p d 1_0 -p e True -p f None",
  "$RUN in.ipynb out.ipynb --prepare-only -p a -5 -p b --x -r c -p",
  "$RUN in.ipynb out.ipynb --prepare-only --parameters a 5 --parameters_raw b 6 --parameters_yaml 'c: 1' --parameters_base64=YTogMg== --parameters_file p.yaml",
  "$RUN in.ipynb out.ipynb --param a 5",
  "$RUN in.ipynb out.ipynb extra",
  "$RUN --prepare-only -pa 1 in.ipynb -kpython3 -p b 2 out.ipynb",
  "$RUN --prepare-only -- in.ipynb out.ipynb",
  "$RUN two.ipynb out.ipynb -p a 2",
  "$RUN retag.ipynb out.ipynb -p a 2",
  "$RUN both-tags.ipynb out.ipynb -p a 2 --prepare-only",
  "$RUN in.ipynb out.ipynb -p a 2 && $RUN out.ipynb out2.ipynb -p a 3 && $RUN out2.ipynb out2.ipynb",
  "$RUN v3.ipynb out.ipynb -k python3 -l python -p a 1",
  '$RUN in.ipynb "out-{a}-{b!r:>6}.ipynb" -p a 3 -p b q --prepare-only',
  "$RUN 'braces{{a}}.ipynb' out.ipynb --prepare-only",
  "$RUN in.ipynb missing/out.ipynb",
  "$RUN in.ipynb sub",
  "$RUN in.ipynb in.ipynb -p a 3",
  "$RUN in.ipynb /dev/null --prepare-only",
  "touch old.ipynb; chmod 444 old.ipynb; $RUN in.ipynb old.ipynb --prepare-only",
  "$RUN in.ipynb /dev/stdout --prepare-only | cat",
  "$RUN in.ipynb out.ipynb --prepare-only -y '[]' -y 0 -b W10= -y 'a: 1'",
  "$RUN noext out --prepare-only",
  "$RUN missing.ipynb out.ipynb",
  "$RUN notjson.ipynb out.ipynb",
  "$RUN empty.ipynb out.ipynb",
  "$RUN array.ipynb out.ipynb",
  "$RUN nbformat5.ipynb out.ipynb",
  "$RUN p.json out.ipynb --prepare-only",
  "$RUN none.ipynb out.ipynb -p a 1",
  "$RUN marker.ipynb out.ipynb --prepare-only",
  "$RUN err.ipynb out.ipynb; $RUN out.ipynb out2.ipynb -p a 4",
  "$RUN err.ipynb -",
  "$RUN err.ipynb out.ipynb --no-request-save-on-cell-execute --report-mode",
  "$RUN exit3.ipynb out.ipynb",
  "$RUN unknown.ipynb out.ipynb --prepare-only",
  "$RUN unknown.ipynb out.ipynb --prepare-only -p a 1",
  "$RUN defaults.ipynb out.ipynb -p a 6",
  "$RUN markdown.ipynb out.ipynb -p a 1 --prepare-only",
  "$RUN -x",
  "$RUN",
];

/** Commands that papermill ends with a traceback and 1, and ours refuses before anything is read or run: 2. */
export const REFUSED_COMMANDS: readonly string[] = [
  "$RUN in.ipynb out.ipynb -f list.yaml",
  "$RUN in.ipynb out.ipynb -f scalar.yaml",
  "$RUN in.ipynb out.ipynb -f bad.yaml",
  "$RUN in.ipynb out.ipynb -b YTogMg",
  "$RUN in.ipynb out.ipynb -y $'a: \\x01' --prepare-only",
  "$RUN in.ipynb out.ipynb -b //79",
  "$RUN in.ipynb out.ipynb -y '- 1'",
  "$RUN in.ipynb out.ipynb -y '{1: 2}'",
  "$RUN in.ipynb out.ipynb --engine nope",
  '$RUN in.ipynb "out-{missing}.ipynb"',
  '$RUN in.ipynb "out-{}.ipynb"',
  '$RUN in.ipynb "out-{a.ipynb"',
  "$RUN io.ipynb out.ipynb --stdout-file missing/so",
];

/** Commands that end in another way on purpose: the exit codes of papermill and ours, and the files that only one makes. */
export const OTHER_COMMANDS: readonly (readonly [command: string, codes: readonly [number, number], files: string])[] =
  [
    ["$RUN plain.ipynb out.ipynb --prepare-only --stdout-file so", [0, 0], "ours: so"],
    [
      `$RUN '{{"cells":[],"metadata":{{}},"nbformat":4,"nbformat_minor":4}}' out.ipynb --prepare-only`,
      [0, 1],
      "theirs: out.ipynb",
    ],
    ["$RUN tags-text.ipynb out.ipynb --prepare-only -p a 2", [0, 0], "other: out.ipynb"],
    ["$RUN tags-null.ipynb out.ipynb --prepare-only -p a 2", [1, 0], "ours: out.ipynb"],
    ["$RUN no-source.ipynb out.ipynb --prepare-only", [0, 1], "theirs: out.ipynb"],
    ["$RUN --prepare-only -- -x.ipynb out.ipynb < plain.ipynb", [0, 0], "other: out.ipynb"],
    ["$RUN in.ipynb out.ipynb --prepare-only -f tab.yaml", [1, 0], "ours: out.ipynb"],
    ["$RUN in.ipynb out.ipynb --prepare-only -y 'yes: 1'", [0, 2], "theirs: out.ipynb"],
    [
      "$RUN plain.ipynb out.ipynb --log-level DEBUG 2> log; grep -q '^msg_type' log && grep -q IPKernelApp log && touch chatty; rm log",
      [0, 0],
      "theirs: chatty",
    ],
    ["$RUN in.ipynb out.ipynb --prepare-only -y '[[a, 1], [b, 2]]'", [0, 2], "theirs: out.ipynb"],
    ["$RUN in.ipynb out.ipynb --prepare-only -r a $'\\xff'", [1, 2], "theirs: out.ipynb"],
  ];
