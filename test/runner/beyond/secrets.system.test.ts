import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CodeCell, readNotebook } from "../../../src/nbformat/index.js";
import { executeNotebook, runBatch } from "../../../src/runner/index.js";
import { oraclePython } from "../../oracle/python.js";
import { makeNotebook } from "../make-notebook.js";

/** Quotes, a backslash, HTML and URL characters: every language writes it in another way. */
const SECRET = "p@ss'w\"ord\\n<x>&y é";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-secret-"));
  process.env["JUPYTER_PATH"] = join(dirname(dirname(oraclePython())), "share", "jupyter");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CELLS = [
  { source: "token = None", tags: ["parameters"] },
  "import html, json, os, sys, threading, time, urllib.parse, base64\nassert len(token) == SIZE",
  "for c in token:\n    print(c, end='', flush=True)\n    time.sleep(0.01)",
  "print(repr(token), json.dumps(token), html.escape(token), urllib.parse.quote(token, safe=''), base64.b64encode(token.encode()).decode())",
  "print(token, file=sys.stderr)\nn = os.write(1, token.encode())",
  "from IPython.display import HTML, display\ndisplay(HTML(f'<b>{token}</b>'), {token: [token]})\nprint(In[2])\ntoken",
  "def late():\n    time.sleep(0.3)\n    print('late', token)\nthreading.Thread(target=late).start()",
  "def f(value):\n    raise ValueError(f'bad {value!r} {value}')\nf(token)",
];

it("keeps a secret that Python shows in every way out of file, log and error", async () => {
  const lines: string[] = [];
  const cells = CELLS.map((cell) =>
    typeof cell === "string" ? cell.replace("SIZE", String([...SECRET].length)) : cell,
  );
  const error = (await executeNotebook(makeNotebook("python3", cells), join(folder, "out.ipynb"), {
    progressBar: false,
    logOutput: true,
    lateOutput: 1,
    secrets: { token: SECRET },
    logger: { log: (_level, line) => lines.push(line) },
  }).catch((thrown: unknown) => thrown)) as Error;
  expect(error.message).toContain("bad '***' ***");
  const text = readFileSync(join(folder, "out.ipynb"), "utf8");
  for (const seen of [text, lines.join("\n"), `${error.message} ${error.stack}`])
    expect(seen).not.toMatch(/p@ss|p%40ss|w.{0,6}ord|cEBzcyd/);
  const saved = readNotebook(text);
  expect(saved.cells.find((cell) => cell.source.startsWith("# Parameters"))!.source).toBe(
    '# Parameters\ntoken = "***"\n',
  );
  const printed = saved.cells.flatMap((cell) => (cell as CodeCell).outputs ?? []).map((output) => output["text"] ?? "");
  expect(printed).toContain("'***' \"***\" *** *** ***\n");
});

it("runs again what another kernel would run, and spares what the same one did", async () => {
  const notebook = makeNotebook("python3", ["print(1)"]);
  const input = join(folder, "in.ipynb");
  await executeNotebook(notebook, input, { progressBar: false, prepareOnly: true });
  const runs = [{ name: "one", input, output: join(folder, "resumed.ipynb"), parameters: new Map() }];
  const statuses: string[] = [];
  for (const kernelName of ["python3", "python3", "cellmill", "python3"]) {
    const { rows } = await runBatch(runs, { resume: true, kernelName });
    statuses.push(rows[0]!.status);
  }
  // The TypeScript kernel knows no print: its failed run leaves nothing to spare.
  expect(statuses).toEqual(["completed", "reused", "failed", "completed"]);
});
