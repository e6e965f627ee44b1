import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CodeCell, readNotebook, writeNotebook } from "../../../src/nbformat/index.js";
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

/** Prints the secret in random pieces: in time, from a thread after its cell, in widgets, errors, displays. */
const PIECES = [
  { source: "token = None\nn = 0", tags: ["parameters"] },
  "import os, random, sys, threading, time\nr = random.Random(n)\ndef pieces():\n    at = 0\n    while at < len(token):\n        step = r.randint(1, 4)\n        yield token[at:at + step]\n        at += step",
  "for _ in range(20):\n    for p in pieces():\n        print(p, end='', flush=True)\n    print()",
  "def late():\n    for _ in range(5):\n        for p in pieces():\n            sys.stdout.write(p); sys.stdout.flush(); time.sleep(0.005)\n        print(flush=True)\nt = threading.Thread(target=late); t.start()",
  "time.sleep(0.6)\nfor p in pieces():\n    sys.stderr.write(p); sys.stderr.flush()\n# papermill_description=STEP",
  "from comm import create_comm\nc = create_comm(target_name='jupyter.widget', data={'state': {'_model_name': 'TextModel', '_model_module': 'm', 'value': token, token: 1}, 'buffer_paths': [['raw']]}, buffers=[b'x' + token.encode() + b'y'])\nc.send({'method': 'update', 'state': {'value': 'now ' + token}, 'buffer_paths': []})",
  "from IPython.display import display\nimport base64\ndisplay({'text/html': f'<i>{token}</i>', 'application/json': {'k': [token]}, 'application/x-own': 'ab' + token, 'image/png': base64.b64encode(b'\\x89PNG' + token.encode() + b'end').decode(), 'text/plain': token}, metadata={'m': token}, raw=True)",
  "if n == 2:\n    raise type(token, (Exception,), {})(token, [token])",
];

it("keeps a secret out of every file, log and page of a batch", async () => {
  const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
  const secret = "Zq7-kLm9xPt4Wv2";
  const place = mkdtempSync(join(folder, "batch-"));
  writeFileSync(join(place, "in.ipynb"), writeNotebook(makeNotebook("python3", PIECES)));
  // biome-ignore format: one option and its value after the other
  const child = spawn(process.execPath, [main, "run", "in.ipynb", "out-{n}.ipynb", "--grid", "n=1,2", "--jobs", "2",
    "--secret", "token=env:MY_TOKEN", "--summary", "summary", "--resume", "--log-output", "--log-level", "DEBUG",
    "--late-output", "1", "--live"], { cwd: place, env: { ...process.env, MY_TOKEN: secret } });
  const texts: string[] = [];
  let address: string | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      texts.push(text);
      address ??= /http:\/\/127\.0\.0\.1:\d+\S*/.exec(text)?.[0];
    });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  let running = true;
  void ended.then(() => {
    running = false;
  });
  // What is on disk and on the page while it runs counts as much as what is there at the end.
  let page: Promise<string> | undefined;
  while (running) {
    for (const name of readdirSync(place)) texts.push(readIfThere(join(place, name)));
    if (address !== undefined && page === undefined)
      page = fetch(new URL("/events", address)).then((events) => events.text());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await ended).toBe(1);
  const names = readdirSync(place).sort();
  expect(names).toEqual(["in.ipynb", "out-1.ipynb", "out-2.ipynb", "summary.html", "summary.json"]);
  for (const name of names) texts.push(readIfThere(join(place, name)));
  const events = (await page) ?? "";
  expect(events).toMatch(/out-1\.ipynb[\s\S]*event: end/);
  const all = [...texts, events].join("\n");
  for (const found of [secret, Buffer.from(secret).toString("base64").slice(0, 12)]) expect(all).not.toContain(found);
  // Nor in the pieces: joined again, nothing is left of it but masks.
  const saved = names
    .filter((name) => name.startsWith("out"))
    .map((name) => readNotebook(readIfThere(join(place, name))));
  for (const notebook of saved) {
    const printed = notebook.cells.flatMap((cell) => (cell as CodeCell).outputs ?? []).map(({ text }) => text ?? "");
    const lines = printed.join("").split("\n");
    expect(lines).toHaveLength(26);
    // Where a cell ended in the middle of a secret, its first characters may stand before the mask.
    for (const line of lines) {
      expect(line).toMatch(/\*\*\*$/);
      expect(secret.startsWith(line.slice(0, -3)) && line.length - 3 < secret.length, line).toBe(true);
    }
    const png = notebook.cells
      .flatMap((cell) => (cell as CodeCell).outputs ?? [])
      .map((o) => JSON.stringify(o["data"] ?? ""));
    expect(png.join("")).toContain("***");
    const widgets = JSON.stringify(notebook.metadata["widgets"]);
    expect(widgets).toContain('"now ***"');
    expect(Buffer.from(/"data": ?"([^"]+)"/.exec(widgets)![1]!, "base64").toString()).toBe(`x${"*".repeat(15)}y`);
  }
  expect(JSON.parse(readIfThere(join(place, "summary.json"))).counts).toMatchObject({ completed: 1, failed: 1 });
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // a temporary file that has just taken its place
  }
}
