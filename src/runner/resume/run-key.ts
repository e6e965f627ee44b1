import { createHash } from "node:crypto";
import { type Cell, cellTags, type JsonValue, type Notebook } from "../../nbformat/index.js";
import { jsonPieces } from "../../nbformat/json-pieces.js";
import { keptAt } from "../../nbformat/large/large-members.js";
import type { JsonTree } from "../../nbformat/text-lines.js";

/** What a run depends on, beside the cells. */
export interface RunFacts {
  readonly kernel: string;
  readonly engine: string;
  /** Values as they are recorded; secrets are `***`, so a new token alone does not make a notebook run again. */
  readonly parameters: JsonValue;
  readonly cwd: string;
  /** Cells left out, by place. */
  readonly leftOut: readonly number[];
  /** Hashes of files that the notebook reads, as the caller named them, by path. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly form: FileForm;
}

/** What is asked of the file, beside the results: another form makes another file of the same outputs. */
export interface FileForm {
  readonly reportMode: boolean;
  readonly cleanMetadata: boolean;
  readonly deterministicIds: boolean;
  /** Seconds that output of threads is waited for. */
  readonly lateOutput: number;
}

export interface RunKeys {
  /** The key of the whole run. */
  readonly run: string;
  /** For each cell, the key of the cell and everything above it. */
  readonly cells: ReadonlyMap<Cell, string>;
}

/** Begins every hash, so that a later rule of what counts makes new keys. */
const SCHEME = "cellmill-run-2";

/**
 * Keys that are equal only if all that a result follows from is equal: kernel, engine, parameters, working directory,
 * selection, named input files, and type, tags, source and attachments of each cell in order. Ids, outputs and other
 * metadata do not count. The form of the file counts for the run, not for its cells.
 */
export function runKeys(notebook: Notebook, facts: RunFacts): RunKeys {
  const { kernel, engine, parameters, cwd, leftOut, inputs, form } = facts;
  let key = hash([SCHEME, kernel, engine, parameters, cwd, [...leftOut], { ...inputs }]);
  const cells = new Map<Cell, string>();
  for (const cell of notebook.cells) {
    const [source, attachments] = [keptAt(cell, "source") ?? null, keptAt(cell, "attachments") ?? null];
    key = hash([key, cell.cell_type, [...cellTags(cell)].sort(), source, attachments]);
    cells.set(cell, key);
  }
  return { run: hash([key, "form", { ...form }]), cells };
}

function hash(value: JsonTree): string {
  const sha256 = createHash("sha256");
  for (const piece of jsonPieces(value)) sha256.update(piece);
  return sha256.digest("hex");
}
