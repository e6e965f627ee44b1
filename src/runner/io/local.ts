import { open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NotFoundError, StoreError } from "../../core/index.js";
import type { NotebookHandler } from "./handler.js";

let counter = 0;

/** Files. A write goes to a file beside the target that then takes its place: nobody ever sees half a notebook. */
export const localHandler: NotebookHandler = {
  async read(path) {
    try {
      return await readFile(path, "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT")
        throw new NotFoundError({ what: "there is no such file", where: path, cause });
      throw new StoreError({ what: "the file cannot be read", where: path, got: messageOf(cause), cause });
    }
  },

  async write(given, text) {
    // A link stays a link: what it points to is replaced.
    const path = await realpath(given).catch(() => given);
    const temporary = temporaryPath(path);
    try {
      if (await isSpecial(path)) {
        await writeFile(path, text, "utf8");
        return;
      }
      const file = await open(temporary, "w", await modeOf(path));
      try {
        await file.writeFile(text, "utf8");
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => {});
      throw await writeError(path, cause);
    }
  },

  async checkWritable(given) {
    const path = await realpath(given).catch(() => given);
    if (await isSpecial(path)) return;
    const temporary = temporaryPath(path);
    try {
      await (await open(temporary, "w")).close();
      await rm(temporary, { force: true });
    } catch (cause) {
      throw await writeError(path, cause);
    }
  },
};

/** True for a device or pipe, such as /dev/null, which must be written and never replaced. */
async function isSpecial(path: string): Promise<boolean> {
  try {
    const status = await stat(path);
    return !status.isFile() && !status.isDirectory();
  } catch {
    return false;
  }
}

// Beside the target: a rename within one folder is atomic.
function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${counter++}.tmp`);
}

async function writeError(path: string, cause: unknown): Promise<StoreError> {
  const folder = dirname(path);
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!exists) return new StoreError({ what: `output folder ${folder} doesn't exist`, where: path, cause });
  return new StoreError({ what: "the file cannot be written", where: path, got: messageOf(cause), cause });
}

/** The mode of the file that is replaced, so that its permissions stay. */
async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch {
    return 0o666;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
