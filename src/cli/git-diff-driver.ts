import { execFileSync } from "node:child_process";
import type { PieceText } from "../check/diff/piece-lines.js";
import type { DiffOptions } from "../check/index.js";
import { isCellmillError, OptionError } from "../core/errors.js";
import { fileBytes, filePieces } from "./file-pieces.js";

/** What git says about one file when it calls its diff driver. */
interface GitChange {
  readonly a: string;
  readonly b: string;
  /** The lines that git would write above its own diff. */
  readonly head: readonly string[];
}

const NOWHERE = "/dev/null";
const EMPTY_NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}';

/**
 * Shows the change of one notebook for git (`diff.<name>.command`). Whatever is in the files, it must end well: git gives
 * up on all files that follow when a driver fails.
 */
export async function gitDiffDriver(positional: readonly string[], options: DiffOptions): Promise<void> {
  if (positional.length === 1) {
    process.stdout.write(`* Unmerged path ${positional[0]}\n`);
    return;
  }
  const { a, b, head } = gitChange(positional);
  const { parseDocument, readDocument } = await import("../check/index.js");
  const { textDiffLines } = await import("../check/diff/diff-report.js");
  const { printDiff } = await import("./print-diff.js");
  const color = gitColor();
  const read = (path: string) => (path === NOWHERE ? parseDocument(path, EMPTY_NOTEBOOK) : readDocument(path));
  const nothing = { pieces: () => [] };
  try {
    const pair = { a: await read(a), b: await read(b), options };
    const same = await printDiff(pair, { a, b }, { head, color, width: process.stdout.columns ?? 120 });
    if (same) await print(textDiffLines(nothing, nothing, [...head, SAME], color));
  } catch (error) {
    if (!isCellmillError(error)) throw error;
    const text = (path: string): PieceText => (path === NOWHERE ? nothing : { pieces: () => filePieces(path) });
    const why = `(compared as text: ${error.message.split("\n")[0]})`;
    await print(textDiffLines(text(a), text(b), [...head, why], color));
  }
}

const SAME = "(nothing but ids, counts, records of runs, or outputs that are equal within the tolerance)";

/**
 * git's arguments: path, old file, hash and mode, new file, hash and mode; of a renamed file its new path and what git says
 * of it.
 */
function gitChange(positional: readonly string[]): GitChange {
  const [path, a, hashA = "", modeA = "", b, hashB = "", modeB = "", newPath = path, told = ""] = positional;
  if (path === undefined || a === undefined || b === undefined)
    throw new OptionError({ what: "cellmill diff --git", expected: "git's seven arguments" });
  const lines = told.split("\n").filter((line) => line !== "");
  const added = a === NOWHERE;
  const removed = b === NOWHERE;
  if (added) lines.push(`new file mode ${modeB}`);
  else if (removed) lines.push(`deleted file mode ${modeA}`);
  else if (modeA !== modeB && told === "") lines.push(`old mode ${modeA}`, `new mode ${modeB}`);
  if (!lines.some((line) => line.startsWith("index ")))
    lines.push(`index ${short(hashA)}..${short(hashB)}${modeA === modeB ? ` ${modeA}` : ""}`);
  const names = [`--- ${added ? NOWHERE : `a/${path}`}`, `+++ ${removed ? NOWHERE : `b/${newPath}`}`];
  return { a, b, head: [`diff --git a/${path} b/${newPath}`, ...lines, ...names] };
}

// "." stands for a file that is not there.
function short(hash: string): string {
  return hash === "." ? "0000000" : hash.slice(0, 7);
}

/** Whether git would use colours: its pager takes our output, so that we see no terminal. */
function gitColor(): boolean {
  const { env, stdout } = process;
  if (env["NO_COLOR"]) return false;
  if (!stdout.isTTY && env["GIT_PAGER_IN_USE"] !== "true") return false;
  try {
    const answer = execFileSync("git", ["config", "--get-colorbool", "color.diff", "true"], { encoding: "utf8" });
    return answer.trim() !== "false";
  } catch {
    return true;
  }
}

/**
 * Prints a notebook as text for git (`diff.<name>.textconv`); what is no notebook, such as one with marks of a conflict, as
 * it is.
 */
export async function gitTextconv(path: string): Promise<void> {
  const { readDocument } = await import("../check/index.js");
  const { notebookTextLines } = await import("../check/diff/notebook-text.js");
  try {
    await print(notebookTextLines((await readDocument(path)).notebook));
  } catch (error) {
    if (!isCellmillError(error)) throw error;
    await print(fileBytes(path));
  }
}

async function print(pieces: Iterable<string | Uint8Array>): Promise<void> {
  const { writePieces } = await import("../runner/io/registry.js");
  await writePieces("-", pieces);
}
