import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { oraclePython } from "../oracle/python.js";

const SERVER = fileURLToPath(new URL("../oracle/papermill_server.py", import.meta.url));

/** An answer of the real tools, or the error that they raised. */
export interface OracleAnswer {
  readonly ok?: unknown;
  readonly error?: string;
}

/** The real papermill, nbformat and PyYAML in one Python process. */
export class PapermillOracle {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor() {
    this.#child = spawn(oraclePython(), [SERVER], { stdio: ["pipe", "pipe", "inherit"] });
    this.#reader = createInterface({ input: this.#child.stdout! });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** The answers to all requests, in order. */
  async ask(requests: readonly Readonly<Record<string, unknown>>[]): Promise<OracleAnswer[]> {
    const answers: OracleAnswer[] = [];
    // Some at a time, so that neither pipe fills up.
    for (let start = 0; start < requests.length; start += 200) {
      const batch = requests.slice(start, start + 200);
      this.#child.stdin!.write(batch.map((request) => `${JSON.stringify(request)}\n`).join(""));
      for (const _ of batch) {
        const { value, done } = await this.#lines.next();
        if (done) throw new Error("the oracle ended");
        answers.push(JSON.parse(value) as OracleAnswer);
      }
    }
    return answers;
  }

  close(): void {
    this.#child.stdin!.end();
    this.#reader.close();
  }
}
