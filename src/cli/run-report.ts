import type { NotebookExecutionError } from "../runner/index.js";

/** What is printed for a notebook that failed: which cell of which file, where the result is, the cell's traceback. */
export async function failureReport(error: NotebookExecutionError): Promise<string> {
  const { failureText } = await import("../runner/index.js");
  const output = error.outputPath === undefined ? "" : `Output Notebook: ${error.outputPath}\n`;
  return `\n${failureText(error.failure)}\n${error.message}\n${output}`;
}
