import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A range of characters of a script and how often it ran. */
export interface CoverageRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** What V8 says of one script: ranges from the outside in, later ones beat the ones that hold them. */
export interface ScriptCoverage {
  readonly path: string;
  readonly ranges: readonly CoverageRange[];
}

interface CoverageFile {
  readonly result: readonly { url: string; functions: readonly { ranges: readonly CoverageRange[] }[] }[];
}

/** Reads what Node wrote into a folder for NODE_V8_COVERAGE: a file for each process and thread. */
export async function readV8Coverage(
  folder: string,
  script: (coverage: ScriptCoverage) => Promise<void>,
): Promise<void> {
  // No file is there if no JavaScript kernel ran.
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => file.endsWith(".json"))) {
    const { result } = JSON.parse(await readFile(join(folder, name), "utf8")) as CoverageFile;
    for (const { url, functions } of result) {
      if (!url.startsWith("file://")) continue;
      await script({ path: fileURLToPath(url), ranges: functions.flatMap((one) => one.ranges) });
    }
  }
}
