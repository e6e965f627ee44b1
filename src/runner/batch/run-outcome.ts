import { constants } from "node:os";
import { isCellmillError } from "../../core/index.js";
import { isHighSurrogate } from "../../nbformat/string-pieces.js";
import { DeadKernelError, messagePieces, NotebookExecutionError } from "../errors.js";

/** The rows of a batch keep no more of a message, in characters: the notebook has all of it. */
const LONGEST_MESSAGE = 10_000;

/** Where a run of a batch stands. */
export type RunStatus =
  | "waiting"
  | "running"
  | "completed"
  | "reused"
  | "failed"
  | "timed-out"
  | "kernel-died"
  | "refused"
  | "interrupted"
  | "not-run";

/** How a run that did not complete ended. */
export interface RunFault {
  readonly status: RunStatus;
  readonly exitCode: number;
  readonly message: string;
  /** Place of the failing cell, from 1, the parameters' cell included. */
  readonly failedCell?: number;
}

/** The exit codes of `cellmill run`: 1 a failure, 2 refused before it ran, 138 a dead kernel. */
const EXIT_CODES = { failed: 1, refused: 2, kernelDied: 138 } as const;

/** The exit code of what was stopped: that of the signal which is the reason, as shells have it; 130 for any other reason. */
export function interruptedCode(reason: unknown): number {
  const number = new Map<unknown, number>(Object.entries(constants.signals)).get(reason);
  return 128 + (number ?? constants.signals.SIGINT);
}

/** What an error of `executeNotebook` means for its run. */
export function faultOf(error: unknown): RunFault {
  if (error instanceof NotebookExecutionError) {
    const { ename, cellIndex } = error.failure;
    const status = ename === "CellTimeoutError" ? "timed-out" : "failed";
    const message = beginningOf(messagePieces(error));
    return { status, exitCode: EXIT_CODES.failed, message, failedCell: cellIndex + 1 };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DeadKernelError) return { status: "kernel-died", exitCode: EXIT_CODES.kernelDied, message };
  if (isCellmillError(error, "AbortError"))
    return { status: "interrupted", exitCode: interruptedCode(error.details.cause), message };
  if (isCellmillError(error, "ParameterError") || isCellmillError(error, "OptionError"))
    return { status: "refused", exitCode: EXIT_CODES.refused, message };
  return { status: "failed", exitCode: EXIT_CODES.failed, message };
}

/** A text that comes in pieces, up to a length; no more of it is read. */
function beginningOf(pieces: Iterable<string>): string {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length <= LONGEST_MESSAGE) continue;
    const half = isHighSurrogate(text.charCodeAt(LONGEST_MESSAGE - 1)) ? 1 : 0;
    return `${text.slice(0, LONGEST_MESSAGE - half)}… (the notebook has all of it)`;
  }
  return text;
}
