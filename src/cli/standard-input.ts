import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { StoreError } from "../core/errors.js";
import { makeTemporaryFolder } from "../core/temporary-folder.js";

/** Has standard input used as a file, which can be read piece by piece and more than once, then removes it. */
export async function withInputFile<T>(use: (path: string) => Promise<T>): Promise<T> {
  const folder = makeTemporaryFolder();
  try {
    const path = join(folder, "input");
    await pipeline(process.stdin, createWriteStream(path)).catch((cause: Error) => {
      const hint = "Set TMPDIR to a folder with more room.";
      throw new StoreError({ what: "standard input cannot be kept", where: path, got: cause.message, hint, cause });
    });
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
