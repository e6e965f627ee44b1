import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { oraclePython } from "../oracle/python.js";
import type { CorpusStatus } from "./nbval-corpus.js";

/** Writes each outcome as pytest reports it; a test that is expected to fail was not trusted by nbval. */
const CONFTEST = `
import json, os

def pytest_runtest_logreport(report):
    if report.when != "call" and report.outcome == "passed":
        return
    status = "not-run" if hasattr(report, "wasxfail") else report.outcome
    with open(os.environ["OUTCOMES"], "a") as file:
        file.write(json.dumps([report.nodeid, status]) + "\\n")
`;

/**
 * The verdicts of a pytest plug-in for notebooks, by the notebook's file name and in the order of its tests. The processes share
 * the notebooks; most of their time they wait for kernels.
 */
export async function pytestVerdicts(
  folder: string,
  options: readonly string[],
  processes = 2,
): Promise<Map<string, CorpusStatus[]>> {
  writeFileSync(join(folder, "conftest.py"), CONFTEST);
  const lanes = Array.from({ length: processes }, (): string[] => []);
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  names.forEach((name, index) => void lanes[index % processes]?.push(name));
  const used = lanes.filter((lane) => lane.length > 0);
  const answers = used.map((lane, index) => verdictsOf(folder, [...options, ...lane], `outcomes-${index}.jsonl`));
  return new Map((await Promise.all(answers)).flatMap((verdicts) => [...verdicts]));
}

async function verdictsOf(
  folder: string,
  args: readonly string[],
  outcomesName: string,
  left = 2,
): Promise<Map<string, CorpusStatus[]>> {
  const outcomes = join(folder, outcomesName);
  rmSync(outcomes, { force: true });
  const pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...args];
  const printed = await run(oraclePython(), pytest, folder, { OUTCOMES: outcomes });
  // A kernel lost a race for ports, which is not what is asked.
  if (left > 0 && /Kernel died|Kernel didn't respond/.test(printed))
    return verdictsOf(folder, args, outcomesName, left - 1);
  if (!existsSync(outcomes)) throw new Error(`pytest reported nothing:\n${printed}`);
  const verdicts = new Map<string, CorpusStatus[]>();
  for (const line of readFileSync(outcomes, "utf8").trim().split("\n")) {
    const [node, status] = JSON.parse(line) as [string, CorpusStatus];
    const name = basename(node.split("::")[0] as string, ".ipynb");
    verdicts.set(name, [...(verdicts.get(name) ?? []), status]);
  }
  return verdicts;
}

function run(command: string, args: readonly string[], cwd: string, env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const path = `${dirname(command)}:${process.env["PATH"]}`;
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env, PATH: path } });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (printed += String(data)));
    child.on("error", reject);
    child.on("close", () => resolve(printed));
  });
}
