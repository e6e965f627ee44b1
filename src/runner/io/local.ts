import { type FileHandle, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NotFoundError, StoreError } from "../../core/index.js";
import type { NotebookHandler, TextPieces } from "./handler.js";

/** Pieces are gathered up to this size before they are written, so that small ones do not cost a call each. */
const CHUNK_BYTES = 1 << 20;

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

  write: (path, text) => replaceFile(path, [text]),

  writePieces: replaceFile,

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

async function replaceFile(given: string, pieces: TextPieces): Promise<void> {
  // A link stays a link: what it points to is replaced.
  const path = await realpath(given).catch(() => given);
  const special = await isSpecial(path);
  const target = special ? path : temporaryPath(path);
  try {
    const file = await open(target, "w", await modeOf(path));
    try {
      await writeAll(file, pieces);
    } finally {
      await file.close();
    }
    if (!special) await rename(target, path);
  } catch (cause) {
    if (!special) await rm(target, { force: true }).catch(() => {});
    throw await writeError(path, cause);
  }
}

async function writeAll(file: FileHandle, pieces: TextPieces): Promise<void> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const whole = waiting.length === 1 ? (waiting[0] as Uint8Array) : Buffer.concat(waiting, bytes);
    waiting = [];
    bytes = 0;
    // Unlike write and writev, writeFile goes on after a partial write.
    await file.writeFile(whole);
  };
  for (const piece of pieces) {
    const next = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
    waiting.push(next);
    bytes += next.byteLength;
    if (bytes >= CHUNK_BYTES) await flush();
  }
  if (bytes > 0) await flush();
}

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
