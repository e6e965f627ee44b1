import { existsSync } from "node:fs";
import { OptionError } from "../../core/errors.js";
import { CHECK_OPTIONS } from "../check-options.js";
import type { Command } from "../command.js";
import { flagOption, type OptionSpec, type ParsedArguments } from "../option-table.js";
import { terminalOptions } from "../terminal-options.js";

const RULE_KEYS = new Set(["rtol", "atol", "preset", "sanitize-with", "ignore-mime", "nbval"]);

const DIFF_OPTIONS: readonly OptionSpec[] = [
  ...CHECK_OPTIONS.filter(({ key }) => RULE_KEYS.has(key)),
  flagOption("ignore-outputs", "Leave out the outputs."),
  flagOption("ignore-metadata", "Leave out the metadata."),
  flagOption("git", "Called by git as its diff driver (diff.<name>.command)."),
  flagOption("textconv", "Print one notebook as text (diff.<name>.textconv)."),
  flagOption("json", "Print the difference as JSON."),
];

export const command: Command = {
  options: DIFF_OPTIONS,
  notes: "Exit codes: 0 the same, 1 not to be read, 2 wrong usage, 3 different.",
  run: diff,
};

async function diff(parsed: ParsedArguments): Promise<void> {
  const { positional } = parsed;
  if (parsed.flags.get("textconv")) {
    const [path, ...more] = positional;
    if (path === undefined || more.length > 0)
      throw new OptionError({ what: "cellmill diff --textconv", expected: "one notebook" });
    const { gitTextconv } = await import("../git-diff-driver.js");
    await gitTextconv(path);
    return;
  }
  const options = await diffOptions(parsed);
  if (parsed.flags.get("git")) {
    const { gitDiffDriver } = await import("../git-diff-driver.js");
    await gitDiffDriver(positional, options);
    return;
  }
  const [a, b, ...more] = positional;
  if (a === undefined || b === undefined || more.length > 0)
    throw new OptionError({ what: "cellmill diff", expected: "two notebooks", got: String(positional.length) });
  for (const path of [a, b])
    if (!path.includes("://") && path !== "-" && !existsSync(path))
      throw new OptionError({ what: "there is no such notebook", where: path });
  const { readDocument } = await import("../../check/index.js");
  const { printDiff, printDiffJson } = await import("../print-diff.js");
  const pair = { a: await readDocument(a), b: await readDocument(b), options };
  const same = await (parsed.flags.get("json") ? printDiffJson(pair) : printDiff(pair, { a, b }, terminalOptions()));
  if (!same) process.exitCode = 3;
}

async function diffOptions(parsed: ParsedArguments): Promise<import("../../check/index.js").DiffOptions> {
  const { ruleArguments } = await import("../check-arguments.js");
  return {
    rules: await ruleArguments(parsed),
    ignoreOutputs: parsed.flags.get("ignore-outputs") ?? false,
    ignoreMetadata: parsed.flags.get("ignore-metadata") ?? false,
  };
}
