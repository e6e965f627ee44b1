import { type ErrorDetails, errorMessage } from "../core/errors.js";
import { KernelError, NotebookError } from "../core/index.js";
import type { JsonObject } from "../nbformat/index.js";
import { largeAt } from "../nbformat/large/large-members.js";
import { LargeText, LargeTextList } from "../nbformat/large/large-value.js";
import { withoutColors } from "./strip-colors.js";

export { stripColors } from "./strip-colors.js";

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
  /** The notebook and the cell, with which the message begins. */
  readonly place: string;

  constructor(failure: CellFailure, inputPath: string, outputPath: string | undefined) {
    const place = `${inputPath}: cell ${failure.cellIndex + 1}, In [${failure.executionCount ?? " "}]`;
    const isLong = largeAt(failure as unknown as JsonObject, "evalue") !== undefined;
    super({ what: isLong ? failure.ename : whatFailed(failure), where: place });
    this.failure = failure;
    this.outputPath = outputPath;
    this.place = place;
    if (isLong) this.#writeLater();
  }

  /** A long message is put together when it is read; who prints it can do so in pieces. */
  #writeLater(): void {
    // The stack begins with the message as it is when it is first read: there the short one will do.
    void this.stack;
    const what = (): string => whatFailed(this.failure);
    const details = (): ErrorDetails => ({
      where: this.place,
      get what() {
        return what();
      },
    });
    Object.defineProperty(this, "details", { get: details, enumerable: true, configurable: true });
    Object.defineProperty(this, "message", { get: () => errorMessage(details()), configurable: true });
  }
}

function whatFailed({ ename, evalue }: CellFailure): string {
  return evalue === "" ? ename : `${ename}: ${evalue}`;
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
  return [...failurePieces(failure)].join("");
}

/** What `failureText` gives, in pieces: a traceback may be as long as any output. */
export function* failurePieces(failure: CellFailure): Generator<string> {
  yield `${"-".repeat(75)}\nException encountered at "In [${failure.executionCount ?? "None"}]":\n`;
  const traceback = largeAt(failure as unknown as JsonObject, "traceback");
  yield* withoutColors(traceback instanceof LargeTextList ? traceback.separated("\n") : [failure.traceback.join("\n")]);
  yield "\n";
}

/** The message of the error, in pieces. */
export function* messagePieces(error: NotebookExecutionError): Generator<string> {
  const { failure, place } = error;
  const evalue = largeAt(failure as unknown as JsonObject, "evalue");
  if (evalue instanceof LargeText) {
    yield errorMessage({ what: `${failure.ename}: `, where: place });
    yield* evalue.pieces();
  } else yield error.message;
}
