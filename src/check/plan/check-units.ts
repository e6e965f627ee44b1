import { existsSync } from "node:fs";
import type { ResolvedOptions } from "../options.js";
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

/** All runs of a check in order: notebooks as found, of the wanted shard, each once for every file of the matrix. */
export async function checkUnits(paths: readonly string[], options: ResolvedOptions): Promise<CheckUnit[]> {
  const found = await findNotebooks(paths);
  const chosen = options.shard === undefined ? found : selectShard(found, parseShard(options.shard));
  const matrix = options.matrix ?? [];
  return chosen.flatMap((path): CheckUnit[] => {
    const common = options.parameters ?? parametersBeside(path);
    if (matrix.length > 0)
      return matrix.map((file) => ({ path, parameterFiles: [...common, file], parametersFile: file }));
    const last = common.at(-1);
    return [{ path, parameterFiles: common, ...(last === undefined ? {} : { parametersFile: last }) }];
  });
}

/** `analysis.params.yaml` (or `.yml`, `.json`) beside `analysis.ipynb`, if it is there. */
function parametersBeside(path: string): string[] {
  const file = BESIDE.map((ending) => path.replace(/\.ipynb$/, ending)).find((candidate) => existsSync(candidate));
  return file === undefined || file === path ? [] : [file];
}
