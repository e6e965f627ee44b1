import { type Cell, isCodeCell, type JsonValue, type Notebook, stringAt, writeJson } from "../../nbformat/index.js";
import { compareOutputs, type RuleOptions, rulesFor } from "../compare/index.js";
import { type NotebookDocument, readDocument } from "../notebook/notebook-document.js";
import type { Difference } from "../types.js";
import { diffLines, type LineChange } from "./diff-lines.js";
import { type CellPair, pairCells } from "./pair-cells.js";

export interface DiffOptions {
  /** How outputs are compared; metadata of the second notebook may say otherwise. */
  readonly rules?: RuleOptions;
  /** Leave out what is only in outputs. */
  readonly ignoreOutputs?: boolean;
  /** Leave out what is only in metadata. */
  readonly ignoreMetadata?: boolean;
}

/** What differs in one cell. */
export interface CellDiff {
  /** A cell that stands elsewhere among the others was moved, whether or not it was changed as well. */
  readonly kind: "added" | "removed" | "changed" | "moved";
  readonly id: string | undefined;
  /** The id in the first notebook, if it was another one. */
  readonly idBefore?: string;
  readonly cellType: string;
  /** Index of the cell in the first and the second notebook, and its line in the file. */
  readonly a?: { readonly index: number; readonly line: number };
  readonly b?: { readonly index: number; readonly line: number };
  /** Changed lines of the source and those beside them; all its lines for a cell that was added or removed. */
  readonly source: readonly LineChange[];
  /** What differs in the outputs; of a cell that was added or removed, what it shows. */
  readonly outputs: readonly Difference[];
  readonly metadata: readonly LineChange[];
}

export interface NotebookDiff {
  readonly cells: readonly CellDiff[];
  /** Changed lines of the notebook's own metadata. */
  readonly metadata: readonly LineChange[];
  readonly same: boolean;
}

/**
 * What differs between two notebook files: cells are paired by id, else by what they hold, also where they were moved;
 * sources are compared by lines and outputs by the rules of `cellmill check`. Execution counts, times and papermill's
 * records are no difference.
 */
export async function diffNotebooks(pathA: string, pathB: string, options: DiffOptions = {}): Promise<NotebookDiff> {
  return diffDocuments(await readDocument(pathA), await readDocument(pathB), options);
}

/** The same for documents that were read already. */
export async function diffDocuments(
  a: NotebookDocument,
  b: NotebookDocument,
  options: DiffOptions,
): Promise<NotebookDiff> {
  const cells: CellDiff[] = [];
  for (const pair of pairCells(a.notebook.cells, b.notebook.cells)) {
    const cell = await diffPair(a, b, pair, options);
    if (cell !== undefined) cells.push(cell);
  }
  const metadata = options.ignoreMetadata
    ? []
    : diffLines(metadataText(a.notebook.metadata), metadataText(b.notebook.metadata));
  return { cells, metadata, same: cells.length === 0 && metadata.length === 0 };
}

async function diffPair(
  a: NotebookDocument,
  b: NotebookDocument,
  pair: CellPair,
  options: DiffOptions,
): Promise<CellDiff | undefined> {
  const cellA = pair.a === undefined ? undefined : a.notebook.cells[pair.a];
  const cellB = pair.b === undefined ? undefined : b.notebook.cells[pair.b];
  const cell = (cellB ?? cellA) as Cell;
  const outputs = options.ignoreOutputs
    ? []
    : await diffOutputs(cellA, cellB, (pair.b ?? pair.a) as number, b.notebook, options);
  const metadata =
    options.ignoreMetadata || cellA === undefined || cellB === undefined
      ? []
      : diffLines(metadataText(cellA.metadata), metadataText(cellB.metadata));
  const source = diffLines(cellA?.source ?? "", cellB?.source ?? "");
  const kind = cellA === undefined ? "added" : cellB === undefined ? "removed" : pair.moved ? "moved" : "changed";
  const [id, idBefore] = [stringAt(cell, "id"), cellA === undefined ? undefined : stringAt(cellA, "id")];
  if (kind === "changed" && source.length + outputs.length + metadata.length === 0) return undefined;
  return {
    kind,
    id,
    ...(idBefore === undefined || idBefore === id ? {} : { idBefore }),
    cellType: cell.cell_type,
    ...(pair.a === undefined ? {} : { a: { index: pair.a, line: a.places.at(pair.a)?.line ?? 1 } }),
    ...(pair.b === undefined ? {} : { b: { index: pair.b, line: b.places.at(pair.b)?.line ?? 1 } }),
    source,
    outputs,
    metadata,
  };
}

async function diffOutputs(
  a: Cell | undefined,
  b: Cell | undefined,
  index: number,
  notebook: Notebook,
  options: DiffOptions,
): Promise<Difference[]> {
  const before = a !== undefined && isCodeCell(a) ? a.outputs : [];
  const after = b !== undefined && isCodeCell(b) ? b.outputs : [];
  if (before.length + after.length === 0) return [];
  return compareOutputs(before, after, rulesFor(notebook.metadata, (b ?? a) as Cell, options.rules, index));
}

// What a run leaves behind makes every cell look changed in reviews.
const RECORDS = new Set(["papermill", "execution", "language_info"]);

/** A run gives every cell a list of tags, empty where there was none. */
function isNoTags(key: string, value: JsonValue | undefined): boolean {
  return key === "tags" && Array.isArray(value) && value.length === 0;
}

function metadataText(metadata: Notebook["metadata"]): string {
  const kept = Object.fromEntries(
    Object.entries(metadata).filter(([key, value]) => !RECORDS.has(key) && !isNoTags(key, value)),
  );
  return Object.keys(kept).length === 0 ? "" : writeJson(kept);
}
