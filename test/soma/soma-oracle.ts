import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { oraclePython } from "../oracle/python.js";

const SERVER = fileURLToPath(new URL("../oracle/soma_server.py", import.meta.url));

/** One Python process with the real tiledbsoma and anndata; questions are answered in order. */
export class SomaOracle {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: { resolve(answer: never): void; reject(error: Error): void }[] = [];
  #errors = "";

  constructor() {
    this.#process = spawn(oraclePython(), [SERVER]);
    this.#process.stderr.on("data", (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-4000);
    });
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      this.#waiting.shift()?.resolve(JSON.parse(line) as never);
    });
    this.#process.on("exit", (code, signal) => {
      for (const { reject } of this.#waiting.splice(0)) {
        reject(new Error(`the oracle ended (${code ?? signal}): ${this.#errors}`));
      }
    });
  }

  ask<T>(question: {
    readonly ask: string;
    readonly [key: string]: unknown;
  }): Promise<T & { readonly error?: string }> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: resolve as never, reject });
      this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  close(): void {
    this.#process.stdin.end();
  }
}
