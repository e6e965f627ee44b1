import { open, readFile, rename, rm, stat } from "node:fs/promises";
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

  async write(path, text) {
    const folder = dirname(path);
    const temporary = join(folder, `.${basename(path)}.${process.pid}-${counter++}.tmp`);
    try {
      const file = await open(temporary, "w", await modeOf(path));
      try {
        await file.writeFile(text, "utf8");
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => {});
      const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
      throw new StoreError({
        what: missing ? `output folder ${folder} doesn't exist` : "the file cannot be written",
        where: path,
        ...(missing ? {} : { got: messageOf(cause) }),
        cause,
      });
    }
  },
};

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
