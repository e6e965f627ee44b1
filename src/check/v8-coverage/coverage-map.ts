import { dirname, relative, resolve } from "node:path";
import { mergeProcessCovs } from "@bcoe/v8-coverage";
import istanbul, { type CoverageMap, type CoverageMapData } from "istanbul-lib-coverage";
import v8ToIstanbul from "v8-to-istanbul";
import type { LoadedSourceMap, RawCoverage } from "./raw-coverage.js";

/** Turns V8's ranges into counts of source files in a folder, by the steps of c8, which its tests hold it to. */
export class CoverageConverter {
  readonly #folder: string;
  /** Scripts that no file of the folder was made into: reading them once is enough. */
  readonly #foreign = new Set<string>();

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /** The sum of all processes, of files in the folder alone; behind them come files that nothing loaded. */
  async map(raw: readonly RawCoverage[], unloaded: readonly string[] = []): Promise<CoverageMap> {
    const map = istanbul.createCoverageMap();
    const sourceMaps = new Map(raw.flatMap((one) => [...one.sourceMaps]));
    // Merging changes what it gets.
    const processes = structuredClone(
      raw.flatMap(({ processes }) =>
        processes.map(({ result }) => ({ result: result.filter(({ url }) => !this.#foreign.has(url)) })),
      ),
    );
    for (const script of mergeProcessCovs(processes).result)
      map.merge(await this.#convert(script.url, script.functions, sourceMaps.get(script.url)));
    for (const path of unloaded) map.merge(await this.#convert(path, NEVER_LOADED, undefined));
    return map;
  }

  async #convert(
    script: string,
    functions: Parameters<ReturnType<typeof v8ToIstanbul>["applyCoverage"]>[0],
    loaded: LoadedSourceMap | undefined,
  ): Promise<CoverageMapData> {
    const inFolder: CoverageMapData = {};
    try {
      const converter = v8ToIstanbul(script, 0, sources(loaded));
      await converter.load();
      converter.applyCoverage(functions);
      for (const [path, file] of Object.entries(converter.toIstanbul())) {
        const absolute = resolve(dirname(script), path);
        if (isInside(absolute, this.#folder)) inFolder[absolute] = file;
      }
    } catch {
      // Its text or that of its source is in no file, so that there is nothing to count lines in.
    }
    if (Object.keys(inFolder).length === 0) this.#foreign.add(script);
    return inFolder;
  }
}

/** The name by which v8-to-istanbul knows that no line of a file ran. */
const NEVER_LOADED = [
  {
    functionName: "(empty-report)",
    ranges: [{ startOffset: 0, endOffset: Number.MAX_SAFE_INTEGER, count: 0 }],
    isBlockCoverage: true,
  },
];

/** What Node loaded beats the files on disk: loaders that compile in memory leave none. */
function sources(loaded: LoadedSourceMap | undefined): Parameters<typeof v8ToIstanbul>[2] {
  if (!loaded?.data) return undefined;
  const source = loaded.lineLengths?.map((length) => `${".".repeat(length)}\n`).join("");
  const known = { sourceMap: { sourcemap: loaded.data }, ...(source === undefined ? {} : { source }) };
  // The types want a source with every map; without one it is read from the file.
  return known as Parameters<typeof v8ToIstanbul>[2];
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..");
}
