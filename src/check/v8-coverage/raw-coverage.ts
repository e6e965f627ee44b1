import { readdir, readFile } from "node:fs/promises";
import type { Profiler } from "node:inspector";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What Node knew of the source map of a script that it loaded. */
export interface LoadedSourceMap {
  /** `null` if the map could not be read. */
  readonly data: object | null;
  /** Characters in each line of what ran, which may stand in no file. */
  readonly lineLengths?: readonly number[];
}

/** What Node wrote for NODE_V8_COVERAGE: scripts with their paths as `url`, for each process and thread. */
export interface RawCoverage {
  readonly processes: readonly { readonly result: readonly Profiler.ScriptCoverage[] }[];
  readonly sourceMaps: ReadonlyMap<string, LoadedSourceMap>;
}

interface CoverageFile {
  readonly result: readonly Profiler.ScriptCoverage[];
  readonly "source-map-cache"?: Readonly<Record<string, LoadedSourceMap>>;
}

/** Reads a folder of such files. Scripts of packages, of Node itself and cells of notebooks are left out. */
export async function readRawCoverage(folder: string): Promise<RawCoverage> {
  const processes: { result: Profiler.ScriptCoverage[] }[] = [];
  const sourceMaps = new Map<string, LoadedSourceMap>();
  // No file is there if no JavaScript kernel ran.
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => file.endsWith(".json")).sort()) {
    const file = JSON.parse(await readFile(join(folder, name), "utf8")) as CoverageFile;
    const result = [];
    for (const script of file.result) {
      const path = ownPath(script.url);
      if (path !== undefined) result.push({ ...script, url: path });
    }
    processes.push({ result });
    for (const [url, map] of Object.entries(file["source-map-cache"] ?? {})) {
      const path = ownPath(url);
      if (path !== undefined) sourceMaps.set(path, map);
    }
  }
  return { processes, sourceMaps };
}

function ownPath(url: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = fileURLToPath(url);
  return path.includes(`${sep}node_modules${sep}`) ? undefined : path;
}
