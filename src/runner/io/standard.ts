import { text as readText } from "node:stream/consumers";
import type { NotebookHandler } from "./handler.js";

/** `-`: the notebook comes from standard input and goes to standard output. */
export const standardHandler: NotebookHandler = {
  read: () => readText(process.stdin),

  write(_path, text) {
    return new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    });
  },
};
