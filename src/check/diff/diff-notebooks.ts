import { type Cell, isCodeCell, type Notebook, type Output, stringAt } from "../../nbformat/index.js";
import { compareOutputs, type RuleOptions, rulesFor } from "../compare/index.js";
import { hasNone } from "../modes/mode-rule.js";
import { cellOutputs } from "../notebook/cell-outputs.js";
import { type NotebookDocument, readDocument } from "../notebook/notebook-document.js";
import type { Difference } from "../types.js";
import { metadataText, sourceText } from "./cell-text.js";
import { diffLines, type LineChange, type LineChanges } from "./diff-lines.js";
import { type CellPair, pairCells } from "./pair-cells.js";

/** Options of `diffNotebooks`. */
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
  /** How many more lines changed that are not listed: no more than 10,000 lines are. */
  readonly sourceMore?: number;
  /** What differs in the outputs; of a cell that was added or removed, what it shows. */
  readonly outputs: readonly Difference[];
  readonly metadata: readonly LineChange[];
  readonly metadataMore?: number;
}

/** Changed lines of the notebook's own metadata. */
export interface MetadataDiff {
  readonly metadata: readonly LineChange[];
  /** How many more changed that are not listed. */
  readonly metadataMore?: number;
}

/** What differs between two notebooks: their cells in the order of the second, and their own metadata. */
export interface NotebookDiff extends MetadataDiff {
  readonly cells: readonly CellDiff[];
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
  for await (const cell of diffCells(a, b, options)) cells.push(cell);
  const metadata = diffMetadata(a, b, options);
  return { cells, ...metadata, same: cells.length === 0 && metadata.metadata.length === 0 };
}

/** What differs in the notebooks' own metadata. */
export function diffMetadata(a: NotebookDocument, b: NotebookDocument, options: DiffOptions): MetadataDiff {
  if (options.ignoreMetadata) return { metadata: [] };
  return named("metadata", diffLines(metadataText(a.notebook.metadata), metadataText(b.notebook.metadata)));
}

/** What differs cell by cell: all together may be too much to hold. */
export async function* diffCells(
  a: NotebookDocument,
  b: NotebookDocument,
  options: DiffOptions,
): AsyncGenerator<CellDiff> {
  for (const pair of pairCells(a.notebook.cells, b.notebook.cells)) {
    const cell = await diffPair(a, b, pair, options);
    if (cell !== undefined) yield cell;
  }
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
      ? NOTHING
      : diffLines(metadataText(cellA.metadata), metadataText(cellB.metadata));
  const source = diffLines(sourceText(cellA), sourceText(cellB));
  const kind = cellA === undefined ? "added" : cellB === undefined ? "removed" : pair.moved ? "moved" : "changed";
  const [id, idBefore] = [stringAt(cell, "id"), cellA === undefined ? undefined : stringAt(cellA, "id")];
  if (kind === "changed" && source.lines.length + outputs.length + metadata.lines.length === 0) return undefined;
  return {
    kind,
    id,
    ...(idBefore === undefined || idBefore === id ? {} : { idBefore }),
    cellType: cell.cell_type,
    ...(pair.a === undefined ? {} : { a: { index: pair.a, line: a.places.at(pair.a)?.line ?? 1 } }),
    ...(pair.b === undefined ? {} : { b: { index: pair.b, line: b.places.at(pair.b)?.line ?? 1 } }),
    ...named("source", source),
    outputs,
    ...named("metadata", metadata),
  };
}

/** A cell's outputs. Those that are kept as bytes are read for this comparison only. */
function outputsOf(cell: Cell | undefined): Iterable<Output> {
  return cell !== undefined && isCodeCell(cell) ? cellOutputs(cell) : [];
}

const NOTHING: LineChanges = { lines: [], more: 0 };

/** Changes under a key, and how many more there are under `…More`. */
function named<K extends "source" | "metadata">(
  key: K,
  { lines, more }: LineChanges,
): { readonly [P in K]: readonly LineChange[] } & { readonly [P in `${K}More`]?: number } {
  return { [key]: lines, ...(more === 0 ? {} : { [`${key}More`]: more }) } as never;
}

async function diffOutputs(
  a: Cell | undefined,
  b: Cell | undefined,
  index: number,
  notebook: Notebook,
  options: DiffOptions,
): Promise<Difference[]> {
  const before = outputsOf(a);
  const after = outputsOf(b);
  if (hasNone(before) && hasNone(after)) return [];
  return compareOutputs(before, after, rulesFor(notebook.metadata, (b ?? a) as Cell, options.rules, index));
}
