import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ProgressListener } from "../core/index.js";
import { cacheFolder } from "./cache-folder.js";
import { writeSample } from "./write-sample.js";

/** Raise it when the simulator changes what it draws, so that an old cached sample is not taken for the new one. */
const SAMPLE_REVISION = 1;

export interface SampleUriOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/**
 * The folder of the embedded sample: 20,000 simulated cells × 8,000 genes in the shape of the CELLxGENE Census. It is
 * written on first use (some seconds) into the cache folder, or into `CELLMILL_CACHE_DIR` if that is set.
 * @example const exp = await Experiment.open(await sampleUri());
 */
export async function sampleUri(options: SampleUriOptions = {}): Promise<string> {
  const folder = join(cacheFolder(), `sample-${SAMPLE_REVISION}`);
  if (isComplete(folder)) return folder;
  try {
    await writeSample(folder, options);
  } catch (error) {
    // Another process may have finished the same sample first: its folder is as good as ours.
    if (!isComplete(folder)) throw error;
  }
  return folder;
}

// The folder is renamed into place when it is complete, so its group marker says that all of it is there.
function isComplete(folder: string): boolean {
  return existsSync(join(folder, "__tiledb_group.tdb"));
}
