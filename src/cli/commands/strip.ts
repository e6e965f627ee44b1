import { OptionError } from "../../core/errors.js";
import type { Command } from "../command.js";
import { flagOption, type OptionSpec, type ParsedArguments, valueOption } from "../option-table.js";

const STRIP_OPTIONS: readonly OptionSpec[] = [
  flagOption("keep-outputs", "Leave the outputs."),
  flagOption("keep-counts", "Leave the execution counts.", ["--keep-execution-counts"]),
  flagOption("keep-papermill", "Leave the records of runs in the metadata."),
  valueOption("keep-tag", "TAG", "Leave the outputs of cells with this tag, besides keep-output."),
  flagOption("check", "Write nothing; exit with 3 if there is something to remove."),
];

export const command: Command = {
  options: STRIP_OPTIONS,
  notes:
    "Files are rewritten in place. Without a file, or with -, standard input goes to standard output (git filter).",
  run: strip,
};

async function strip(parsed: ParsedArguments): Promise<void> {
  const { findNotebooks } = await import("../../check/index.js");
  const { strippedPieces } = await import("../../check/strip/strip-text.js");
  const { readSource, writePieces } = await import("../../runner/io/registry.js");
  const read = async (path: string): Promise<Uint8Array> => {
    const source = await readSource(path);
    return typeof source === "string" ? new TextEncoder().encode(source) : source;
  };
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
    const bytes = await read("-");
    await writePieces("-", strippedPieces(bytes, "standard input", options) ?? [bytes]);
    return;
  }
  let found = 0;
  for (const path of await findNotebooks(paths)) {
    const stripped = strippedPieces(await read(path), path, options);
    if (stripped === undefined) continue;
    found++;
    process.stdout.write(`${checkOnly ? "would strip" : "stripped"} ${path}\n`);
    if (!checkOnly) await writePieces(path, stripped);
  }
  if (checkOnly && found > 0) process.exitCode = 3;
}
