import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StoreError } from "../../core/index.js";
import { systemError } from "./target-file.js";

/** Makes the folder of a file on disk that is to be written. */
export async function makeFolder(path: string): Promise<void> {
  if (path.includes("://")) return;
  const folder = dirname(path);
  try {
    await makeWithParents(folder);
  } catch (cause) {
    throw new StoreError({ what: "the folder cannot be made", where: folder, got: systemError(cause), cause });
  }
}

/** Node's own `recursive` never ends below a folder such as `/proc`, which is there and says that it is not. */
async function makeWithParents(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeWithParents(parent);
  await mkdir(folder).catch(async (cause: unknown) => {
    // Another run may have made it in the meantime.
    if (!(await isFolder(folder))) throw cause;
  });
}

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() ?? false;
}
