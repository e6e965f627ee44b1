import { createInterface } from "node:readline";
import { optimiseLater } from "./optimise-later.js";
import { CellTypeChecker, type CellTypes } from "./typecheck.js";

/**
 * `node typecheck-main.js`: reads from standard input a line with the JSON text of the folder to work in, then one notebook
 * a line, a JSON list of the sources of its cells, and writes for each a line with the JSON list of what was found in them.
 */
async function main(): Promise<void> {
  optimiseLater();
  const checker = new CellTypeChecker();
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line) as string | readonly string[];
    if (typeof message === "string") {
      process.chdir(message);
      // The libraries load while the other process still reads what there is to check.
      checkCell(checker, "");
      continue;
    }
    checker.reset();
    const found = message.map((source) => checkCell(checker, source));
    // Before the answer: who asked may end this process then.
    if (found.length > 0) checker.keepCompiled();
    process.stdout.write(`${JSON.stringify(found)}\n`);
  }
  checker.close();
}

/** A failure of the compiler itself is a finding too: the kernel could not run the cell either. */
function checkCell(checker: CellTypeChecker, source: string): CellTypes {
  try {
    return checker.check(source);
  } catch (error) {
    const message = `the compiler failed: ${error instanceof Error ? error.message : String(error)}`;
    return { findings: [{ line: 1, character: 1, code: 0, message }], declares: [] };
  }
}

void main();
