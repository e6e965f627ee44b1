import { OptionError } from "../../core/errors.js";
import type { Command } from "../command.js";
import { type OptionSpec, parseArguments } from "../option-table.js";

const STRIP_OPTIONS: readonly OptionSpec[] = [
  { key: "keep-outputs", names: ["--keep-outputs"], values: 0, help: "Leave the outputs." },
  { key: "keep-counts", names: ["--keep-execution-counts"], values: 0, help: "Leave the execution counts." },
  { key: "keep-papermill", names: ["--keep-papermill"], values: 0, help: "Leave the records of runs in the metadata." },
  {
    key: "keep-tag",
    names: ["--keep-tag"],
    values: 1,
    placeholder: "TAG",
    help: "Leave the outputs of cells with this tag, besides keep-output.",
  },
  { key: "check", names: ["--check"], values: 0, help: "Write nothing; exit with 3 if there is something to remove." },
];

export const command: Command = {
  options: STRIP_OPTIONS,
  notes:
    "Files are rewritten in place. Without a file, or with -, standard input goes to standard output (git filter).",
  run: strip,
};

async function strip(given: readonly string[]): Promise<void> {
  const parsed = parseArguments(given, STRIP_OPTIONS, "cellmill strip");
  const { findNotebooks, stripText } = await import("../../check/index.js");
  const { readText, writeText } = await import("../../runner/index.js");
  const options = {
    keepOutputs: parsed.flags.get("keep-outputs") ?? false,
    keepExecutionCounts: parsed.flags.get("keep-counts") ?? false,
    keepPapermill: parsed.flags.get("keep-papermill") ?? false,
    keepTags: (parsed.uses.get("keep-tag") ?? []).flatMap(([tag]) => tag ?? []),
  };
  const checkOnly = parsed.flags.get("check") ?? false;
  const paths = parsed.positional;
  if (paths.length === 0 || (paths.length === 1 && paths[0] === "-")) {
    if (checkOnly) throw new OptionError({ what: "option --check needs files" });
    await writeText("-", stripText(await readText("-"), "standard input", options));
    return;
  }
  let found = 0;
  for (const path of await findNotebooks(paths)) {
    const text = await readText(path);
    const stripped = stripText(text, path, options);
    if (stripped === text) continue;
    found++;
    process.stdout.write(`${checkOnly ? "would strip" : "stripped"} ${path}\n`);
    if (!checkOnly) await writeText(path, stripped);
  }
  if (checkOnly && found > 0) process.exitCode = 3;
}
