import { createInterface } from "node:readline";
import { CellTypeChecker, type CellTypes } from "./typecheck.js";

/**
 * `node typecheck-main.js`: reads one notebook a line from standard input, a JSON list of the sources of its cells, and
 * writes for each a line with the JSON list of what was found in them. Works in the present folder.
 */
async function main(): Promise<void> {
  const checker = new CellTypeChecker();
  for await (const line of createInterface({ input: process.stdin })) {
    checker.reset();
    const found = (JSON.parse(line) as readonly string[]).map((source) => checkCell(checker, source));
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
