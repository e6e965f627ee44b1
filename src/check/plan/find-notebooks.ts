import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { OptionError } from "../../core/index.js";

/** Folders that never hold notebooks of one's own. */
const PASSED_OVER = new Set(["node_modules", "__pycache__"]);

/**
 * The notebook files that the paths name: files as they are, folders with all below them, sorted, each once. Throws an
 * OptionError for a path that is not there, and for a folder that cannot be read.
 */
export async function findNotebooks(paths: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const status = await stat(path).catch((cause: unknown) => {
      throw new OptionError({ what: "there is no such notebook or folder", where: path, cause });
    });
    for (const file of status.isDirectory() ? await notebooksBelow(path) : [path]) {
      const whole = resolve(file);
      if (!found.has(whole)) found.set(whole, file);
    }
  }
  return [...found.values()];
}

async function notebooksBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new OptionError({
      what: "the folder cannot be read",
      where: folder,
      got: cause.code ?? cause.message,
      cause,
    });
  });
  // By code unit, so that the order is the same on every machine.
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const { name, ...entry } of entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))) {
    // Hidden folders hold Jupyter's checkpoints and the like.
    if (name.startsWith(".") || PASSED_OVER.has(name)) continue;
    if (entry.isFolder) found.push(...(await notebooksBelow(join(folder, name))));
    else if (name.endsWith(".ipynb")) found.push(join(folder, name));
  }
  return found;
}
