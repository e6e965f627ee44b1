import { KernelError, NotebookError } from "../core/index.js";

/** What a failed cell tells: fields as papermill's PapermillExecutionError has them. */
export interface CellFailure {
  /** Index of the cell among all cells, before error markers were put in. */
  readonly cellIndex: number;
  readonly executionCount: number | null;
  readonly source: string;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A notebook that ran and failed. Its output file, if it has one, was written before this is thrown. */
export class NotebookExecutionError extends NotebookError {
  readonly failure: CellFailure;
  readonly outputPath: string | undefined;

  constructor(failure: CellFailure, inputPath: string, outputPath: string | undefined) {
    super({
      what: `${failure.ename}${failure.evalue === "" ? "" : `: ${failure.evalue}`}`,
      where: `${inputPath}: cell ${failure.cellIndex + 1}, In [${failure.executionCount ?? " "}]`,
    });
    this.failure = failure;
    this.outputPath = outputPath;
  }
}

/** The kernel's process ended while the notebook ran. */
export class DeadKernelError extends KernelError {
  readonly outputPath: string | undefined;

  constructor(what: string, where: string, printed: string, outputPath: string | undefined) {
    super({ what, where, ...(printed === "" ? {} : { hint: `The kernel's last own output:\n${printed}` }) });
    this.outputPath = outputPath;
  }
}

/** The traceback as text without colours, under papermill's heading. */
export function failureText(failure: CellFailure): string {
  const heading = `Exception encountered at "In [${failure.executionCount ?? "None"}]":`;
  return `${"-".repeat(75)}\n${heading}\n${stripColors(failure.traceback.join("\n"))}\n`;
}

/** The text without ANSI escape sequences. */
export function stripColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "");
}
