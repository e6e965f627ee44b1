import { rmSync } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { sep } from "node:path";
import { atExit } from "../../core/exit-cleanup.js";
import { NotFoundError, StoreError } from "../../core/index.js";
import type { NotebookHandler, NotebookIoOptions, TextPieces } from "./handler.js";
import { LocalOutput } from "./local-output.js";
import { isPipe, readPipe, writePipe } from "./named-pipe.js";
import {
  isFolder,
  isSpecial,
  isStream,
  mustStay,
  realTarget,
  refusal,
  systemError,
  temporaryPath,
  writeError,
} from "./target-file.js";
import { utf8Pieces } from "./text-pieces.js";

/** How much is read at once: the system refuses more than 2 GB. */
const READ_BYTES = 1 << 26;

/** Files. A write goes to a file beside the target that then takes its place: nobody ever sees half a notebook. */
export const localHandler: NotebookHandler = {
  async read(path, { signal }) {
    try {
      return (await isPipe(path)) ? await readPipe(path, signal) : await readWhole(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT")
        throw new NotFoundError({ what: "there is no such file", where: path, ...urlHint(path), cause });
      const got = (await isFolder(path)) ? "a folder" : systemError(cause);
      throw new StoreError({ what: "the file cannot be read", where: path, got, cause });
    }
  },

  write: (path, text, options) => writePieces(path, [text], options),

  writePieces,

  openOutput: (path) => new LocalOutput(path),

  writtenOnce: isStream,

  async checkWritable(given) {
    const path = await realTarget(given);
    if (await isSpecial(path)) return;
    // A folder would only refuse when the result is to take its place.
    if (await isFolder(path))
      throw new StoreError({ what: "the file cannot be written", where: given, got: "a folder" });
    if (given.endsWith(sep))
      throw new StoreError({
        what: `output folder ${given.slice(0, -1)} doesn't exist`,
        where: given,
        ...urlHint(given),
      });
    // A name that is too long, too, would only be refused when the result is to have it.
    await stat(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT" && cause.code !== "ENOTDIR")
        throw new StoreError({ what: "the file cannot be written", where: given, got: systemError(cause), cause });
    });
    // Its folder might let us replace what we may not write.
    const cause = await refusal(path);
    if (cause !== undefined) throw await writeError(path, cause);
    const temporary = temporaryPath(path);
    const forget = atExit(() => rmSync(temporary, { force: true }));
    try {
      await (await open(temporary, "w")).close();
      await rm(temporary, { force: true });
    } catch (cause) {
      if (!(await mustStay(path, cause))) throw await writeError(path, cause);
    } finally {
      forget();
    }
  },
};

/** URLs of files are no paths, for papermill neither. */
function urlHint(path: string): { readonly hint?: string } {
  return path.startsWith("file:") ? { hint: "Give a path, without file://." } : {};
}

/** The file's bytes. Unlike readFile, it takes no second copy of a long file, and reads more than 2 GB. */
async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    // Devices have no size.
    if (size === 0) return await file.readFile();
    const bytes = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await file.read(bytes, filled, Math.min(size - filled, READ_BYTES), null);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

async function writePieces(path: string, pieces: TextPieces, { waitSignal }: NotebookIoOptions): Promise<void> {
  if (await isPipe(path)) await writePipe(path, pieces, waitSignal);
  else await new LocalOutput(path).save(() => utf8Pieces(pieces));
}
