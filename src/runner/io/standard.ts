import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import type { NotebookHandler } from "./handler.js";

/** `-`: the notebook comes from standard input and goes to standard output. */
export const standardHandler: NotebookHandler = {
  read: () => buffer(process.stdin),

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
