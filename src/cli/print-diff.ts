import { diffCells, diffMetadata } from "../check/diff/diff-notebooks.js";
import { cellLines, type DiffNames, type DiffReportOptions, headLines } from "../check/diff/diff-report.js";
import type { CellDiff, DiffOptions, NotebookDocument } from "../check/index.js";
import { writePieces } from "../runner/io/registry.js";

/** Two notebooks to be compared. */
export interface NotebookPair {
  readonly a: NotebookDocument;
  readonly b: NotebookDocument;
  readonly options: DiffOptions;
}

/** Prints what differs, cell by cell as it is found, since all together may be too much to hold. True if nothing does. */
export async function printDiff(pair: NotebookPair, names: DiffNames, report: DiffReportOptions): Promise<boolean> {
  const head = diffMetadata(pair.a, pair.b, pair.options);
  let same = head.metadata.length === 0;
  if (!same) await print(headLines(head, names, report));
  for await (const cell of diffCells(pair.a, pair.b, pair.options)) {
    if (same) await print(headLines(head, names, report));
    same = false;
    await print(cellLines(cell, report));
  }
  return same;
}

/** The same as JSON. */
export async function printDiffJson(pair: NotebookPair): Promise<boolean> {
  const metadata = diffMetadata(pair.a, pair.b, pair.options);
  let count = 0;
  await print(['{\n  "cells": [']);
  for await (const cell of diffCells(pair.a, pair.b, pair.options)) await print(cellJson(cell, count++));
  const same = count === 0 && metadata.metadata.length === 0;
  const rest = JSON.stringify({ ...metadata, same }, null, 2).slice("{\n".length);
  await print([`${count === 0 ? "" : "\n  "}],\n${rest}\n`]);
  return same;
}

function* cellJson(cell: CellDiff, index: number): Generator<string> {
  yield `${index === 0 ? "" : ","}\n${JSON.stringify(cell, withoutPictures, 2).replace(/^/gm, "    ")}`;
}

function withoutPictures(key: string, value: unknown): unknown {
  return key === "pictures" ? undefined : value;
}

function print(pieces: Iterable<string>): Promise<void> {
  return writePieces("-", pieces);
}
