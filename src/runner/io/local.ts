import { rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { atExit } from "../../core/exit-cleanup.js";
import { NotFoundError, StoreError } from "../../core/index.js";
import type { NotebookHandler, TextPieces } from "./handler.js";
import { LocalOutput } from "./local-output.js";
import { isFolder, isSpecial, realTarget, temporaryPath, writeError } from "./target-file.js";

/** How much is read at once: the system refuses more than 2 GB. */
const READ_BYTES = 1 << 26;

/** Files. A write goes to a file beside the target that then takes its place: nobody ever sees half a notebook. */
export const localHandler: NotebookHandler = {
  async read(path) {
    try {
      return await readWhole(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT")
        throw new NotFoundError({ what: "there is no such file", where: path, cause });
      const got = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError({ what: "the file cannot be read", where: path, got, cause });
    }
  },

  write: (path, text) => writePieces(path, [text]),

  writePieces,

  openOutput: (path) => new LocalOutput(path),

  async checkWritable(given) {
    const path = await realTarget(given);
    if (await isSpecial(path)) return;
    // A folder would only refuse when the result is to take its place.
    if (await isFolder(path))
      throw new StoreError({ what: "the file cannot be written", where: given, got: "a folder" });
    const temporary = temporaryPath(path);
    const forget = atExit(() => rmSync(temporary, { force: true }));
    try {
      await (await open(temporary, "w")).close();
      await rm(temporary, { force: true });
    } catch (cause) {
      throw await writeError(path, cause);
    } finally {
      forget();
    }
  },
};

/** The file's bytes. Unlike readFile, it takes no second copy of a long file, and reads more than 2 GB. */
async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    // Pipes and devices have no size.
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

async function writePieces(path: string, pieces: TextPieces): Promise<void> {
  await new LocalOutput(path).save(() => utf8(pieces));
}

function* utf8(pieces: TextPieces): Generator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
}
