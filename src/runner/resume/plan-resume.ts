import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { isCellmillError, NotFoundError } from "../../core/index.js";
import { resolveKernelspec } from "../../jupyter/index.js";
import { type Cell, type CodeCell, type Notebook, readNotebook } from "../../nbformat/index.js";
import { DEFAULT_ENGINE } from "../engine/registry.js";
import { readSource, writtenOnce } from "../io/registry.js";
import { type Parameters, parameterToJson } from "../parameters/value.js";
import { kernelFingerprint } from "./kernel-fingerprint.js";
import { reusableCells } from "./reusable-cells.js";
import { type FileForm, runKeys } from "./run-key.js";
import { holdsRun } from "./run-record.js";

export interface ResumeOptions {
  readonly kernelName: string;
  readonly engineName: string | undefined;
  readonly parameters: Parameters;
  readonly cwd: string | undefined;
  readonly leftOut: ReadonlySet<Cell>;
  /** Files that the notebook reads; their bytes count. */
  readonly inputs: readonly string[];
  readonly form: FileForm;
}

export interface ResumePlan {
  /** The key of this run, to be recorded once it has completed. */
  readonly key: string;
  /** For each cell, the key to be recorded once it has completed. */
  readonly cellKeys: ReadonlyMap<Cell, string>;
  /** The earlier file, if nothing needs to run. */
  readonly finished: Notebook | undefined;
  /** Cells whose outputs are taken over, by the cell. */
  readonly reuse: ReadonlyMap<Cell, CodeCell>;
}

/** Looks at what an earlier run left in the output. */
export async function planResume(notebook: Notebook, outputPath: string, options: ResumeOptions): Promise<ResumePlan> {
  const keys = runKeys(notebook, {
    kernel: kernelFingerprint(resolveKernelspec(options.kernelName)),
    engine: options.engineName ?? DEFAULT_ENGINE,
    parameters: parameterToJson(options.parameters),
    cwd: resolve(options.cwd ?? "."),
    leftOut: notebook.cells.flatMap((cell, index) => (options.leftOut.has(cell) ? [index] : [])),
    inputs: await hashFiles(options.inputs),
    form: options.form,
  });
  const earlier = await readEarlier(outputPath);
  if (earlier !== undefined && holdsRun(earlier, keys.run))
    return { key: keys.run, cellKeys: keys.cells, finished: earlier, reuse: new Map() };
  return {
    key: keys.run,
    cellKeys: keys.cells,
    finished: undefined,
    reuse: earlier === undefined ? new Map() : reusableCells(notebook, keys.cells, earlier),
  };
}

/** The notebook at the output, or `undefined` if there is none or it is damaged: then there is nothing to resume. */
async function readEarlier(path: string): Promise<Notebook | undefined> {
  // What was written to a pipe is gone.
  if (await writtenOnce(path)) return undefined;
  try {
    return readNotebook(await readSource(path), { where: path });
  } catch (error) {
    if (isCellmillError(error)) return undefined;
    throw error;
  }
}

async function hashFiles(paths: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of paths) {
    const hash = createHash("sha256");
    try {
      await pipeline(createReadStream(path), hash);
    } catch (cause) {
      throw new NotFoundError({ what: "an input that resuming depends on cannot be read", where: path, cause });
    }
    hashes[path] = hash.digest("hex");
  }
  return hashes;
}
