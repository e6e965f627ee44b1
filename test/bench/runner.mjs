// The runner against papermill and nbclient with the same ipykernel: wall and CPU seconds, ratios, memory.
//   node test/bench/runner.mjs [rounds=5] [case,case,…]     (after npm run build and bash test/oracle/setup.sh)
// The tools take turns within a round, so that the machine's load hits all alike; figures are medians of the rounds.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const BIN = path("../../.oracle/venv/bin/");
const CLI = path("../../dist/cli/main.js");

const cell = (source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source });
const hundredKilobytes = (i) =>
  `from IPython.display import HTML\nHTML(('<p>${i}' + 'x' * 75 + '</p>\\n') * ${Math.ceil(100_000 / 84)})`;

/**
 * Name → how it is made: kernel, number of cells, source of cell i, how many times faster than each tool it must be, and of
 * how many cells shorter notebooks take turns with it, which must take as long per cell.
 */
export const CASES = {
  trivial: { cells: 1, source: () => "1 + 1", papermill: 2 },
  tiny: { cells: 200, source: (i) => `x = ${i}`, papermill: 5, nbclient: 1.5 },
  large: { cells: 200, source: hundredKilobytes, papermill: 12, nbclient: 1.5 },
  thousand: { cells: 1000, source: (i) => `x = ${i}`, shorter: [1, 200] },
  typescript: { cells: 1, source: () => "1 + 1", kernel: "cellmill", papermill: 1 },
  help: { arguments: ["--help"], limitMs: 80 },
};

export function benchNotebook({ cells, source, kernel = "python3" }) {
  const language = kernel === "python3" ? "python" : "typescript";
  return JSON.stringify({
    cells: Array.from({ length: cells }, (_, i) => cell(source(i))),
    metadata: { kernelspec: { name: kernel, display_name: kernel, language }, language_info: { name: language } },
    nbformat: 4,
    nbformat_minor: 4,
  });
}

/** Runs a command: wall and CPU seconds of it and its children, and the peak memory of the process itself. */
export function measure(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@" 2>/dev/null >/dev/null';
    const child = spawn("bash", ["-c", script, command, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    let peakBytes = 0;
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, childPeak(child.pid));
    }, 20);
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(watch);
      if (code !== 0) return reject(new Error(`${command} ${args.join(" ")} ended with ${code}`));
      const [wall, user, system] = text.trim().split("\n").at(-1).split(" ").map(Number);
      resolve({ wall, cpu: user + system, peakBytes });
    });
  });
}

// The peak of bash's one child, from /proc; 0 where there is none.
function childPeak(pid) {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** All measurements of one case, by tool. */
export async function runCase(name, rounds, folder) {
  const spec = CASES[name];
  const input = join(folder, `${name}.ipynb`);
  const output = (tool) => join(folder, `${name}-${tool}.ipynb`);
  if (spec.cells !== undefined) writeFileSync(input, benchNotebook(spec));
  const tools = { cellmill: [process.execPath, [CLI, ...(spec.arguments ?? ["run", input, output("cellmill")])]] };
  // The same notebook in ipykernel is what the other tools run when ours runs TypeScript.
  const python = spec.kernel === undefined ? input : join(folder, "trivial.ipynb");
  if (spec.kernel !== undefined) writeFileSync(python, benchNotebook(CASES.trivial));
  if (spec.papermill !== undefined) tools.papermill = [`${BIN}papermill`, [python, output("papermill")]];
  if (spec.nbclient !== undefined || spec.papermill !== undefined)
    tools.nbclient = [`${BIN}jupyter`, ["execute", python, `--output=${output("nbclient")}`]];
  for (const cells of spec.shorter ?? []) {
    const short = join(folder, `${name}-${cells}.ipynb`);
    writeFileSync(short, benchNotebook({ ...spec, cells }));
    tools[`${cells} cells`] = [process.execPath, [CLI, "run", short, output("short")]];
  }
  const env = { ...process.env, PATH: `${BIN}:${process.env.PATH}`, JUPYTER_PATH: `${BIN}../share/jupyter` };
  if (spec.limitMs !== undefined) {
    tools.node = [process.execPath, ["-e", "0"]];
    // Node itself reads these before the first line of any program: 50 ms for the certificates of a system.
    delete env.NODE_EXTRA_CA_CERTS;
  }
  const results = Object.fromEntries(Object.keys(tools).map((tool) => [tool, []]));
  for (let round = 0; round < rounds; round++)
    for (const [tool, [command, args]] of Object.entries(tools)) results[tool].push(await measure(command, args, env));
  const fileBytes = spec.cells === undefined ? 0 : statSync(output("cellmill")).size;
  return { results, fileBytes };
}

/** The medians of a case as lines of text, with what was demanded and whether it was met. */
export function report(name, { results, fileBytes }) {
  const spec = CASES[name];
  const of = (tool, key) => median(results[tool].map((result) => result[key]));
  const lines = [];
  for (const tool of Object.keys(results)) {
    const figures = `${of(tool, "wall").toFixed(3).padStart(8)} s wall ${of(tool, "cpu").toFixed(3).padStart(8)} s CPU`;
    if (tool === "cellmill") {
      const memory = of(tool, "peakBytes") / 1e6;
      const limit = 150 + (2 * fileBytes) / 1e6;
      const verdict =
        fileBytes > 0 ? ` (file ${(fileBytes / 1e6).toFixed(1)} MB, ${met(memory <= limit)} ${limit.toFixed(0)})` : "";
      const time =
        spec.limitMs === undefined ? "" : `  ${met(of(tool, "wall") * 1000 <= spec.limitMs)} ${spec.limitMs} ms`;
      lines.push(`${name.padEnd(10)} ${tool.padEnd(9)} ${figures}  ${memory.toFixed(0)} MB peak${verdict}${time}`);
    } else {
      const [wall, cpu] = ["wall", "cpu"].map((key) => of(tool, key) / of("cellmill", key));
      const wanted = spec[tool] === undefined ? "" : `  ${met(wall >= spec[tool])} ${spec[tool]} ×`;
      lines.push(
        `${name.padEnd(10)} ${tool.padEnd(9)} ${figures}  ${wall.toFixed(2)} × wall, ${cpu.toFixed(2)} × CPU${wanted}`,
      );
    }
  }
  if (spec.shorter !== undefined) lines.push(reportPerCell(spec, (tool) => of(tool, "cpu")));
  return lines.join("\n");
}

function reportPerCell({ cells, shorter: [one, few] }, cpuOf) {
  const perCell = (tool, count) => ((cpuOf(tool) - cpuOf(`${one} cells`)) / (count - one)) * 1000;
  const [short, long] = [perCell(`${few} cells`, few), perCell("cellmill", cells)];
  const verdict = met(long < short * 1.25);
  return `CPU per cell: ${short.toFixed(2)} ms of ${few}, ${long.toFixed(2)} ms of ${cells}  ${verdict} linear`;
}

function met(holds) {
  return holds ? "met:" : "NOT MET:";
}

async function main() {
  const [rounds = "5", names] = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), "cellmill-bench-"));
  try {
    for (const name of names?.split(",") ?? Object.keys(CASES))
      console.log(report(name, await runCase(name, Number(rounds), folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
