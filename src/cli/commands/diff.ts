import type { NotebookDiff } from "../../check/index.js";
import { OptionError } from "../../core/errors.js";
import { CHECK_OPTIONS } from "../check-options.js";
import type { Command } from "../command.js";
import { flagOption, type OptionSpec, type ParsedArguments } from "../option-table.js";

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
  notes: "Exit codes: 0 the same, 3 different.",
  run: diff,
};

async function diff(parsed: ParsedArguments): Promise<void> {
  if (parsed.flags.get("textconv")) {
    await printText(parsed.positional);
    return;
  }
  const git = parsed.flags.get("git") ?? false;
  const { a, b, names } = git ? gitPaths(parsed.positional) : twoPaths(parsed.positional);
  const { diffDocuments, parseDocument, readDocument } = await import("../../check/index.js");
  const { diffReportLines } = await import("../../check/diff/diff-report.js");
  // git gives /dev/null for a file that is not there on one side.
  const read = async (path: string) =>
    path === "/dev/null" ? parseDocument(path, EMPTY_NOTEBOOK) : await readDocument(path);
  const result = await diffDocuments(await read(a), await read(b), await diffOptions(parsed));
  const terminal = { width: process.stdout.columns ?? 120, color: Boolean(process.stdout.isTTY) };
  if (parsed.flags.get("json")) await print(jsonLines(result));
  else await print(diffReportLines(result, names, terminal));
  // git takes any other exit code of its driver for a failure.
  if (!result.same && !git) process.exitCode = 3;
}

const EMPTY_NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}';

async function print(pieces: Iterable<string>): Promise<void> {
  const { writePieces } = await import("../../runner/io/registry.js");
  await writePieces("-", pieces);
}

/** The diff as JSON, cell by cell. */
function* jsonLines({ cells, ...rest }: NotebookDiff): Generator<string> {
  yield '{\n  "cells": [';
  for (const [i, cell] of cells.entries())
    yield `${i === 0 ? "" : ","}\n${JSON.stringify(cell, withoutPictures, 2).replace(/^/gm, "    ")}`;
  yield `${cells.length === 0 ? "" : "\n  "}],\n${JSON.stringify(rest, null, 2).slice("{\n".length)}\n`;
}

function withoutPictures(key: string, value: unknown): unknown {
  return key === "pictures" ? undefined : value;
}

async function diffOptions(parsed: ParsedArguments): Promise<import("../../check/index.js").DiffOptions> {
  const { ruleArguments } = await import("../check-arguments.js");
  return {
    rules: await ruleArguments(parsed),
    ignoreOutputs: parsed.flags.get("ignore-outputs") ?? false,
    ignoreMetadata: parsed.flags.get("ignore-metadata") ?? false,
  };
}

interface DiffPaths {
  readonly a: string;
  readonly b: string;
  readonly names: { readonly a: string; readonly b: string };
}

function twoPaths(positional: readonly string[]): DiffPaths {
  const [a, b, ...more] = positional;
  if (a === undefined || b === undefined || more.length > 0)
    throw new OptionError({ what: "cellmill diff", expected: "two notebooks", got: String(positional.length) });
  return { a, b, names: { a, b } };
}

/** The arguments of a git diff driver: path, old file, hash and mode, new file, hash and mode. */
function gitPaths(positional: readonly string[]): DiffPaths {
  const [path, a, , , b] = positional;
  if (path === undefined || a === undefined || b === undefined)
    throw new OptionError({ what: "cellmill diff --git", expected: "git's seven arguments" });
  return { a, b, names: { a: `a/${path}`, b: `b/${path}` } };
}

async function printText(positional: readonly string[]): Promise<void> {
  const [path, ...more] = positional;
  if (path === undefined || more.length > 0)
    throw new OptionError({ what: "cellmill diff --textconv", expected: "one notebook" });
  const { readDocument } = await import("../../check/index.js");
  const { notebookTextLines } = await import("../../check/diff/notebook-text.js");
  await print(notebookTextLines((await readDocument(path)).notebook));
}
