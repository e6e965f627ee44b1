import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { StoreError } from "../../core/index.js";
import { systemError } from "./target-file.js";

/** Makes the folder of a file on disk that is to be written. */
export async function makeFolder(path: string): Promise<void> {
  if (path.includes("://")) return;
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new StoreError({ what: "the folder cannot be made", where: folder, got: systemError(cause), cause });
  }
}
