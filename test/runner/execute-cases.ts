import type { CellDraft } from "./make-notebook.js";

/** A notebook of our own and how both tools are to run it. */
export interface ExecuteCase {
  readonly name: string;
  readonly cells: readonly (string | CellDraft)[];
  /** YAML. */
  readonly parameters?: string;
  /** Keyword arguments of papermill's `execute_notebook`. */
  readonly options?: {
    readonly report_mode?: boolean;
    readonly prepare_only?: boolean;
    readonly cwd?: string;
    readonly language?: string;
    readonly kernel_name?: string;
    readonly request_save_on_cell_execute?: boolean;
  };
  /** Laid over the notebook's JSON before both read it. */
  readonly notebook?: Readonly<Record<string, unknown>>;
  /** The output's path as a template, where it is not the plain one. */
  readonly outputName?: string;
}

const parametersCell: CellDraft = { source: "alpha = 0.5  # how much\nname = 'x'", tags: ["parameters"] };
const errorMarker = (text: string): CellDraft => ({
  source: text,
  type: "markdown",
  tags: ["papermill-error-cell-tag"],
});

const WIDGET = `from comm import create_comm
comm = create_comm(target_name='jupyter.widget', comm_id='model-1', data={'state': {
  '_model_name': 'IntSliderModel', '_model_module': '@jupyter-widgets/controls', '_model_module_version': '2.0.0',
  'value': 3, 'step': 1.0, 'big': 2**60}, 'buffer_paths': [['bytes']]}, buffers=[b'abc'])
hidden = create_comm(target_name='other', comm_id='model-2', data={'state': {'no_model': 1}, 'buffer_paths': []})`;
const OUTPUT_WIDGET = `from comm import create_comm
out = create_comm(target_name='jupyter.widget', comm_id='out-1', data={'state': {
  '_model_name': 'OutputModel', '_model_module': '@jupyter-widgets/output', '_model_module_version': '1.0.0',
  'msg_id': '', 'outputs': []}, 'buffer_paths': []})`;
const captured = (lines: string): string =>
  `request = get_ipython().kernel.get_parent()['header']['msg_id']
out.send({'method': 'update', 'state': {'msg_id': request}, 'buffer_paths': []})
${lines}
out.send({'method': 'update', 'state': {'msg_id': ''}, 'buffer_paths': []})
print('after')`;

export const EXECUTE_CASES: readonly ExecuteCase[] = [
  {
    name: "plain",
    cells: ["x = 1", "print(x)", "x", { source: "# md", type: "markdown" }, { source: "raw", type: "raw" }, ""],
  },
  {
    name: "parameters",
    cells: ["import sys", parametersCell, "print(alpha, name, extra, sep='|')"],
    parameters:
      'alpha: 2.0\nname: "é\\n\\"q\\""\nextra: {b: [1, null, true], a: .nan, big: 123456789012345678901234567890}\n',
  },
  { name: "no parameters cell", cells: ["print(beta)"], parameters: "beta: -1e-05\n" },
  {
    name: "injected before",
    cells: [parametersCell, { source: "alpha = 9", tags: ["injected-parameters"] }, "print(alpha)"],
    parameters: "alpha: 3\n",
  },
  { name: "error", cells: ["print(1)", "1/0", "print(3)"] },
  {
    name: "stderr and stdout",
    cells: ["import sys\nprint('o', flush=True)\nprint('e', file=sys.stderr, flush=True)\nprint('o2')"],
  },
  {
    name: "rich display",
    cells: [
      "from IPython.display import HTML, JSON, display, Markdown\ndisplay(HTML('<b>x\\ny</b>'), Markdown('# t'))\ndisplay({'application/json': {'a': [1, 1.0, 1e16, 2**70, 'x'], 'b': None}}, raw=True)",
      "h = display('one', display_id='d')\ndisplay('other')",
      "h.update('two')",
      "from IPython.display import clear_output\nprint('gone')\nclear_output(wait=True)\nprint('kept')",
      "print('a')\nclear_output()\nprint('b')",
      "display('x', display_id='d')",
    ],
  },
  { name: "exit 0", cells: ["print(1)", "import sys; sys.exit(0)", "print(3)"] },
  { name: "exit 1", cells: ["import sys; sys.exit(1)", "print(3)"] },
  { name: "skipped", cells: [{ source: "1/0", tags: ["skip-execution"] }, "   ", "print('ran')"] },
  {
    name: "magics",
    cells: ["%%capture out\nprint('hidden')", "print(out.stdout)"],
  },
  { name: "report", cells: [parametersCell, "print(alpha)"], parameters: "alpha: 1", options: { report_mode: true } },
  {
    name: "prepared",
    cells: [parametersCell, "print(alpha)"],
    parameters: "alpha: 1",
    options: { prepare_only: true },
  },
  { name: "unicode", cells: ["print('é😀\\u2028\\x0b|')\n'\\ud83d\\ude00'", "print('\\x1b[31mred\\x1b[0m')"] },
  { name: "syntax error", cells: ["def f(:\n  pass"] },
  {
    name: "unknown parameter and override by position",
    cells: [parametersCell, "print(alpha, name)"],
    parameters: "zeta: 1\nname: [1, [2, {}], []]\nalpha: null\n",
  },
  {
    name: "no parameters keep an old injected cell",
    cells: [parametersCell, { source: "alpha = 9", tags: ["injected-parameters"] }, "print(alpha)"],
  },
  {
    name: "parameters tag twice, and on markdown",
    cells: [{ source: "text", type: "markdown", tags: ["parameters"] }, parametersCell, "print(alpha)"],
    parameters: "alpha: 3\n",
  },
  {
    name: "injected cell before the parameters cell",
    cells: [{ source: "alpha = 1", tags: ["injected-parameters"] }, parametersCell, "print(alpha)"],
    parameters: "alpha: 7",
  },
  {
    name: "names of every kind of value",
    cells: ["print(a, b, c, d, e, f, g)"],
    parameters: "a: yes\nb: 0o17\nc: 017\nd: 1e5\ne: 1.0e+5\nf: -.inf\ng: {1: a, 2: b}\n",
  },
  {
    name: "strings with quotes and escapes",
    cells: ["print([a, b, c])"],
    parameters: 'a: "q\\"q\\\\ \\n\\t"\nb: "it\'s"\nc: "\\u2028 \\U0001F600 \\x7f \\x00"\n',
  },
  { name: "markers of an earlier run go", cells: [errorMarker("old one"), "1/0", errorMarker("old two"), "2"] },
  { name: "error in the first cell", cells: ["raise ValueError('no\\nway')", "2"] },
  {
    name: "error after a display",
    cells: ["from IPython.display import display\ndisplay('shown')\nprint('printed')\n1/0"],
  },
  { name: "an exception with an empty message", cells: ["raise KeyError()"] },
  { name: "keyboard interrupt raised by the cell", cells: ["raise KeyboardInterrupt()", "2"] },
  { name: "exit without a code", cells: ["import sys; sys.exit()", "print(3)"] },
  { name: "exit with text", cells: ["import sys; sys.exit('bye')", "print(3)"] },
  { name: "SystemExit(0) raised", cells: ["raise SystemExit(0)", "print(3)"] },
  { name: "quit", cells: ["raise SystemExit('')", "print(3)"] },
  { name: "a time magic around an error", cells: ["%%time\n1/0", "print('after')"] },
  {
    name: "line magic",
    cells: ["%env CELLMILL_TEST=1", "import os\nprint(os.environ['CELLMILL_TEST'])", "!echo shell"],
  },
  {
    name: "html, svg, latex, png and javascript",
    cells: [
      "from IPython.display import HTML, Image, Javascript, Latex, SVG, display\ndisplay(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\">\\n<g/>\\n</svg>'), Latex('$x$\\n'), Javascript('1\\n2'))\nimport base64\nImage(base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='))",
    ],
  },
  {
    name: "metadata of outputs",
    cells: [
      "from IPython.display import display\ndisplay({'text/plain': 'x'}, metadata={'text/plain': {'width': 1.0, 'n': 2}}, raw=True)",
    ],
  },
  {
    name: "a mime type of one's own",
    cells: [
      "from IPython.display import display\ndisplay({'application/vnd.own+json': [1.0, {'b': 1, 'a': 1e100}], 'application/x-own': 'a\\nb', 'text/plain': ''}, raw=True)",
    ],
  },
  {
    name: "update before display, and of an unknown id",
    cells: [
      "from IPython.display import display, update_display\nupdate_display('u', display_id='none')",
      "display('first', display_id='k')",
      "display('second', display_id='k')",
      "update_display('third', display_id='k')",
    ],
  },
  {
    name: "clear with wait and an update only",
    cells: [
      "from IPython.display import clear_output, display\nh = display('a', display_id='w')\nclear_output(wait=True)\nh.update('b')",
    ],
  },
  {
    name: "clear with wait and nothing after",
    cells: ["from IPython.display import clear_output\nprint('stays')\nclear_output(wait=True)"],
  },
  {
    name: "clear and display again under one id",
    cells: [
      "from IPython.display import clear_output, display\nh = display('a', display_id='c')\nclear_output()\nprint('x')\nh.display('b')\nh.update('c')",
      "h.update('d')",
    ],
  },
  {
    name: "display id of a later cell",
    cells: [
      "from IPython.display import display\nh = display(1, display_id='l')",
      "print('between')\nh.update(2)",
      "display(3, display_id='l')\nh.update(4)",
    ],
  },
  { name: "no output of a silent expression", cells: ["1;", "None", "x = 1", "# only a comment", "\n\n"] },
  { name: "execution counts after a magic cell", cells: ["%%capture\n1", "2", "get_ipython().execution_count", ""] },
  { name: "history is kept apart", cells: ["a = 41", "a + 1", "_ , _2, In[1]"] },
  { name: "input is refused", cells: ["input('name? ')"] },
  { name: "async code", cells: ["import asyncio\nawait asyncio.sleep(0.01)\n'waited'"] },
  { name: "warnings on stderr", cells: ["import sys\nprint('only err', file=sys.stderr)\n5"] },
  {
    name: "printing without a line end",
    cells: ["print('a', end='')\nprint('b', end='')", "import sys\nsys.stdout.write('x\\r\\n')"],
  },
  { name: "many outputs", cells: ["from IPython.display import display\nfor i in range(50):\n  display(i)"] },
  { name: "a long text", cells: ["print('line\\n' * 2000)", "'x' * 100000"] },
  {
    name: "widget state with buffers",
    cells: [WIDGET, "comm.send({'method': 'update', 'state': {'value': 5}, 'buffer_paths': []})"],
  },
  {
    name: "an output widget",
    cells: [
      OUTPUT_WIDGET,
      captured("print('inside')\nprint('more')"),
      captured("from IPython.display import display\ndisplay('shown')"),
    ],
  },
  {
    name: "an output widget that is cleared",
    cells: [
      OUTPUT_WIDGET,
      captured(
        "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')\nclear_output(wait=True)\nprint('last')",
      ),
    ],
  },
  {
    name: "an output widget that takes what other outputs show under its display id",
    cells: [
      `${OUTPUT_WIDGET}\nfrom IPython.display import display\ndisplay('first', display_id='t')`,
      captured("from IPython.display import display, update_display\ndisplay('second', display_id='t')"),
      captured("update_display('third', display_id='t')\ndisplay('fourth', display_id='u')"),
      "update_display('fifth', display_id='u')",
    ],
  },
  {
    name: "a comm without a state",
    cells: [
      "from comm import create_comm\nc = create_comm(target_name='mine', data={'a': 1})\nc.send({'b': 2})\nprint('done')",
    ],
  },
  { name: "working folder", cells: ["import os\nprint(os.getcwd())"], options: { cwd: "/" } },
  { name: "no saving at cells", cells: ["1", "1/0"], options: { request_save_on_cell_execute: false } },
  {
    name: "report mode with hidden outputs absent",
    cells: ["1", { source: "md", type: "markdown" }],
    options: { report_mode: true },
  },
  { name: "prepared without parameters", cells: ["1", "2"], options: { prepare_only: true } },
  {
    name: "prepared keeps old outputs",
    cells: [errorMarker("old"), "1"],
    options: { prepare_only: true },
    notebook: {
      metadata: {
        papermill: { exception: true, version: "1.0" },
        kernelspec: { name: "python3", display_name: "p", language: "python" },
      },
    },
  },
  {
    name: "an old papermill record",
    cells: ["1"],
    parameters: "q: 2",
    notebook: {
      metadata: {
        papermill: { version: "1.2.3", default_parameters: { a: 1 }, exception: true, own: 1 },
        kernelspec: { name: "python3", display_name: "p", language: "python" },
      },
    },
  },
  { name: "format 4.4 without ids", cells: ["1", { source: "m", type: "markdown" }], notebook: { nbformat_minor: 4 } },
  {
    name: "language only from language_info",
    cells: ["print(w)"],
    parameters: "w: 1",
    notebook: {
      metadata: { kernelspec: { name: "python3", display_name: "p" }, language_info: { name: "python", version: "0" } },
    },
  },
  {
    name: "kernel named by the caller",
    cells: ["print(w)"],
    parameters: "w: 1",
    options: { kernel_name: "python3", language: "python" },
    notebook: { metadata: {} },
  },
  { name: "a description for progress", cells: ["# papermill_description=WORK\n1"] },
  {
    name: "a template in the output's path",
    cells: ["1"],
    parameters: "run: 7\nratio: 0.5\n",
    outputName: "out-{run:03d}-{ratio:.2f}.ipynb",
  },
  {
    name: "hidden and collapsed cells",
    cells: ["1"],
    notebook: {
      metadata: {
        kernelspec: { name: "python3", display_name: "p", language: "python" },
        title: "T",
        authors: [{ name: "A" }],
        own: { deep: [1.0, 1e-7] },
      },
    },
  },
  { name: "raises-exception without an exception", cells: [{ source: "1", tags: ["raises-exception"] }, "2"] },
  { name: "unicode names and text", cells: ["größe = 'ß'\ngröße", "print('\\u0000|\\u200b|\\ufeff')"] },
];
