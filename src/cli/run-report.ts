import type { NotebookExecutionError } from "../runner/index.js";

/**
 * What is printed for a notebook that failed, in pieces: which cell of which file, where the result is, the cell's
 * traceback.
 */
export async function failureReport(error: NotebookExecutionError): Promise<Iterable<string>> {
  const { failurePieces, messagePieces } = await import("../runner/errors.js");
  return (function* () {
    yield "\n";
    yield* failurePieces(error.failure);
    yield "\n";
    yield* messagePieces(error);
    yield "\n";
    if (error.outputPath !== undefined) yield `Output Notebook: ${error.outputPath}\n`;
  })();
}
