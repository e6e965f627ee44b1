import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** The verdicts of a pytest plug-in for notebooks, by the notebook's file name and in the order of its tests. */
export async function pytestVerdicts(folder: string, options: readonly string[]): Promise<Map<string, CorpusStatus[]>> {
  writeFileSync(join(folder, "conftest.py"), CONFTEST);
  const outcomes = join(folder, "outcomes.jsonl");
  rmSync(outcomes, { force: true });
  const args = ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...options, "."];
  const printed = await run(oraclePython(), args, folder, { OUTCOMES: outcomes });
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
