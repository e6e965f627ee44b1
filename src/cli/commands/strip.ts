import { statSync } from "node:fs";
import type { StripOptions } from "../../check/index.js";
import { OptionError } from "../../core/errors.js";
import type { Command } from "../command.js";
import { fileBytes } from "../file-pieces.js";
import { flagOption, type OptionSpec, type ParsedArguments, valueOption } from "../option-table.js";

const STRIP_OPTIONS: readonly OptionSpec[] = [
  flagOption("keep-outputs", "Leave the outputs.", ["--keep-outputs", "--keep-output"]),
  flagOption("keep-counts", "Leave the execution counts.", ["--keep-execution-counts", "--keep-count"]),
  flagOption("keep-papermill", "Leave the records of runs in the metadata."),
  valueOption("keep-tag", "TAG", "Leave the outputs of cells with this tag, besides keep_output and keep-output."),
  flagOption("strip-init-cells", "Remove the outputs of cells marked with init_cell, too."),
  valueOption("extra-keys", "KEYS", "Remove these too, such as 'metadata.kernelspec cell.metadata.editable'."),
  valueOption("keep-metadata-keys", "KEYS", "Leave these, such as 'metadata.widgets cell.metadata.collapsed'."),
  flagOption("drop-empty-cells", "Remove cells without source."),
  valueOption("drop-tagged-cells", "TAGS", "Remove cells with any of these tags."),
  flagOption("keep-id", "Without effect: ids always stay. For command lines of nbstripout."),
  flagOption("check", "Write nothing; exit with 3 if there is something to remove.", ["--check", "--verify"]),
];

export const command: Command = {
  options: STRIP_OPTIONS,
  notes:
    "Files are rewritten in place. Without a file, or with -, standard input goes to standard output (git filter).\n" +
    "Exit codes: 0 done, 1 not to be read or written, 2 wrong usage, 3 --check found something to remove.",
  run: strip,
};

/** What the command line asks for; lists of keys and tags have blanks between them. */
export function stripOptions({ flags, uses }: ParsedArguments): StripOptions {
  const values = (key: string): string[] => (uses.get(key) ?? []).flatMap(([value]) => value ?? []);
  const words = (key: string): string[] => values(key).flatMap((value) => value.split(/\s+/u).filter(Boolean));
  return {
    keepOutputs: flags.get("keep-outputs") ?? false,
    keepExecutionCounts: flags.get("keep-counts") ?? false,
    keepPapermill: flags.get("keep-papermill") ?? false,
    keepTags: values("keep-tag"),
    stripInitCells: flags.get("strip-init-cells") ?? false,
    extraKeys: words("extra-keys"),
    keepMetadataKeys: words("keep-metadata-keys"),
    dropEmptyCells: flags.get("drop-empty-cells") ?? false,
    dropTaggedCells: words("drop-tagged-cells"),
  };
}

/** Larger files are not held as a whole if their outputs go. */
const LARGE_BYTES = 1 << 25;

function isLarge(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGE_BYTES;
}

/** What `path` becomes, `undefined` if there is nothing to remove; `where` names it in messages. */
async function strippedFile(path: string, options: StripOptions, where = path): Promise<Iterable<string> | undefined> {
  const { strippedOutline, strippedPieces } = await import("../../check/strip/strip-text.js");
  const { readSource } = await import("../../runner/io/registry.js");
  const outline = isLarge(path) ? strippedOutline(fileBytes(path), where, options) : "whole";
  if (outline !== "whole") return outline;
  const source = await readSource(path);
  return strippedPieces(typeof source === "string" ? new TextEncoder().encode(source) : source, where, options);
}

/**
 * True for a file that git may send through its filter though it is no notebook: one without a byte, as editors make new ones, and
 * what `cellmill diff --textconv` printed, which `git blame` takes for the file.
 */
function passesAsItIs(path: string): boolean {
  const [start = new Uint8Array()] = fileBytes(path);
  return start.length === 0 || /^\[(?:code|markdown|raw)(?: [^\n]*)?\]\n/.test(new TextDecoder().decode(start));
}

async function stripInput(path: string, options: StripOptions): Promise<void> {
  const { writePieces } = await import("../../runner/io/registry.js");
  const stripped = passesAsItIs(path) ? undefined : await strippedFile(path, options, "standard input");
  await writePieces("-", stripped ?? fileBytes(path));
}

async function strip(parsed: ParsedArguments): Promise<void> {
  const options = stripOptions(parsed);
  const checkOnly = parsed.flags.get("check") ?? false;
  const paths = parsed.positional;
  if (paths.length === 0 || (paths.length === 1 && paths[0] === "-")) {
    if (checkOnly) throw new OptionError({ what: "option --check needs files" });
    const { withInputFile } = await import("../standard-input.js");
    await withInputFile((path) => stripInput(path, options));
    return;
  }
  const { findNotebooks } = await import("../../check/index.js");
  const { writePieces } = await import("../../runner/io/registry.js");
  let found = 0;
  for (const path of await findNotebooks(paths)) {
    const stripped = await strippedFile(path, options);
    if (stripped === undefined) continue;
    found++;
    if (!checkOnly) await writePieces(path, stripped);
    process.stdout.write(`${checkOnly ? "would strip" : "stripped"} ${path}\n`);
  }
  if (checkOnly && found > 0) process.exitCode = 3;
}
