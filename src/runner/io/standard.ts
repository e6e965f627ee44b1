import { once } from "node:events";
import { fstatSync } from "node:fs";
import { addAbortSignal } from "node:stream";
import { gatherBytes } from "./gather-bytes.js";
import type { NotebookHandler } from "./handler.js";

/** `-`: the notebook comes from standard input and goes to standard output. */
export const standardHandler: NotebookHandler = {
  writtenOnce: async () => true,

  read(_path, { signal }) {
    if (signal !== undefined) addAbortSignal(signal, process.stdin);
    return gatherBytes(process.stdin, expectedLength());
  },

  write(_path, text) {
    return new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    });
  },

  async writePieces(path, pieces, options) {
    for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, "drain");
    // The last of it must be out too.
    await this.write(path, "", options);
  },
};

/** The length of a file that is standard input; 0 for a pipe. */
function expectedLength(): number {
  try {
    const status = fstatSync(process.stdin.fd);
    return status.isFile() ? status.size : 0;
  } catch {
    return 0;
  }
}
