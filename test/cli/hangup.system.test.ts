import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "../runner/make-notebook.js";
import { cliArguments, leftWith } from "../runner/run-cli.js";

/** Runs a command on a terminal of its own, and closes that once the file is there. Prints how the command ended. */
const ON_TERMINAL = `
import os, pty, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
while not os.path.exists(sys.argv[1]):
    time.sleep(0.05)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-hangup-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("a terminal that is closed ends a batch by SIGHUP, with files that say so and nothing left behind", async () => {
  const begun = join(folder, "begun");
  const source = `open(${JSON.stringify(begun)}, "w").close()\nimport time; time.sleep(600)`;
  writeFileSync(join(folder, "in.ipynb"), writeNotebook(makeNotebook("python3", [source, "2"])));
  const output = join(folder, "out");
  const command = cliArguments(
    "run",
    join(folder, "in.ipynb"),
    join(output, "{n}.ipynb"),
    "--grid",
    "n=1,2",
    "-j",
    "2",
  );
  const env = {
    ...process.env,
    TMPDIR: folder,
    CELLMILL_HANGUP: folder,
    JUPYTER_PATH: join(dirname(dirname(oraclePython())), "share", "jupyter"),
  };
  const { stdout } = spawnSync(oraclePython(), ["-c", ON_TERMINAL, begun, process.execPath, ...command], {
    env,
    encoding: "utf8",
  });
  // A crash of Node, which looks for the terminal at its end, would be -6 or -11.
  expect(Number(stdout)).toBe(-1);
  expect(await leftWith(`CELLMILL_HANGUP=${folder}`)).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(["begun", "in.ipynb", "out"]);
  for (const name of readdirSync(output)) {
    const statuses = readNotebook(readFileSync(join(output, name)))
      .cells.map(({ metadata }) => (metadata["papermill"] as { status?: string } | undefined)?.status)
      .filter((status) => status !== undefined);
    expect(statuses).not.toContain("running");
    expect(statuses).toContain("pending");
  }
});
