import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { relative, sep } from "node:path";
import { OptionError } from "../../core/index.js";
import { isUpdate, type ResolvedOptions } from "../options.js";
import { findNotebooks } from "./find-notebooks.js";
import { parseShard, selectShard } from "./shard.js";

/** One run: a notebook and the parameter files that it gets. */
export interface CheckUnit {
  readonly path: string;
  /** In the order in which they apply. */
  readonly parameterFiles: readonly string[];
  /** The file that names this run among several of one notebook. */
  readonly parametersFile?: string;
}

const BESIDE = [".params.yaml", ".params.yml", ".params.json"];

/**
 * All runs of a check in order: notebooks as found, each once for every file of the matrix; of these, the wanted shard. Throws
 * an OptionError if there is no notebook at all: a check of nothing would pass for ever.
 */
export async function checkUnits(paths: readonly string[], options: ResolvedOptions): Promise<CheckUnit[]> {
  const found = await findNotebooks(paths);
  if (found.length === 0 && paths.length > 0)
    throw new OptionError({ what: "there are no notebooks to check", where: paths.join(", ") });
  const wanted = isUpdate(options.mode) ? await targets(found) : found;
  const units = wanted.flatMap((path) => unitsOf(path, options));
  if (options.shard === undefined) return units;
  return selectShard(units, unitKey, parseShard(options.shard));
}

/** The notebooks without those that are links to others of them: a file is written once. */
async function targets(paths: readonly string[]): Promise<string[]> {
  const first = new Map<string, string>();
  for (const path of paths) {
    const target = await realpath(path).catch(() => path);
    if (!first.has(target)) first.set(target, path);
  }
  return [...first.values()];
}

function unitsOf(path: string, options: ResolvedOptions): CheckUnit[] {
  const matrix = options.matrix ?? [];
  const common = options.parameters ?? parametersBeside(path);
  if (matrix.length > 0)
    return matrix.map((file) => ({ path, parameterFiles: [...common, file], parametersFile: file }));
  const last = common.at(-1);
  return [{ path, parameterFiles: common, ...(last === undefined ? {} : { parametersFile: last }) }];
}

/** The same wherever the project lies, so that all machines share out alike. */
function unitKey({ path, parametersFile = "" }: CheckUnit): string {
  return [path, parametersFile].map((file) => relative(process.cwd(), file).split(sep).join("/")).join("\n");
}

/** `analysis.params.yaml` (or `.yml`, `.json`) beside `analysis.ipynb`, if it is there. */
function parametersBeside(path: string): string[] {
  const file = BESIDE.map((ending) => path.replace(/\.ipynb$/, ending)).find((candidate) => existsSync(candidate));
  return file === undefined || file === path ? [] : [file];
}
