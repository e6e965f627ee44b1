/** Marks errors of this package; a registered symbol, so that it holds across realms, threads and notebook cells. */
const TAG = Symbol.for("cellmill.error");

/** What every message says: what happened, where, what was expected, what came, and what to try. */
export interface ErrorDetails {
  readonly what: string;
  readonly where?: string;
  readonly expected?: string;
  readonly got?: string;
  readonly hint?: string;
  /** Lines that show the place, below the message: a piece of source with a caret under it. */
  readonly excerpt?: string;
  /** Names of the parameters that it is about, for who knows where they were given. */
  readonly names?: readonly string[];
  readonly cause?: unknown;
}

export type ErrorTag =
  | "NotFoundError"
  | "FormatError"
  | "UnsupportedFeatureError"
  | "OptionError"
  | "ColumnError"
  | "ValueFilterError"
  | "ShapeError"
  | "StoreError"
  | "TaskError"
  | "AbortError"
  | "NotebookError"
  | "ParameterError"
  | "KernelError";

/** Builds one message from the parts: `where: what: expected …, got … (hint)`. */
export function errorMessage(details: ErrorDetails): string {
  const place = details.where === undefined ? "" : `${details.where}: `;
  const wanted = details.expected === undefined ? "" : `: expected ${details.expected}`;
  const came = details.got === undefined ? "" : `${wanted === "" ? ": " : ", "}got ${details.got}`;
  const hint = details.hint === undefined ? "" : `. ${details.hint}`;
  const excerpt = details.excerpt === undefined ? "" : `\n${details.excerpt}`;
  return `${place}${details.what}${wanted}${came}${hint}${excerpt}`;
}

/** Base of all errors that this package throws on purpose. Recognise one with `isCellmillError`, never by its message. */
export class CellmillError extends Error {
  readonly tag: ErrorTag;
  readonly details: ErrorDetails;

  constructor(tag: ErrorTag, details: ErrorDetails) {
    super(errorMessage(details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = tag;
    this.tag = tag;
    Object.defineProperty(this, TAG, { value: true });
    this.details = details;
  }
}

/** A key, array, group, member or file that does not exist. */
export class NotFoundError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("NotFoundError", details);
  }
}

/** Bytes that break a rule of their format: truncated, inconsistent, impossible sizes. */
export class FormatError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("FormatError", details);
  }
}

/** A valid part of a format or API that is not covered here; the message names it. */
export class UnsupportedFeatureError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("UnsupportedFeatureError", details);
  }
}

/** An option with an unknown name or an impossible value. */
export class OptionError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("OptionError", details);
  }
}

/** A column or key that a table or AnnData object does not have. */
export class ColumnError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("ColumnError", details);
  }
}

/** A value filter that cannot be parsed or does not fit the schema; the message has a caret under the place. */
export class ValueFilterError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("ValueFilterError", details);
  }
}

/** Lengths or shapes that do not fit together. */
export class ShapeError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("ShapeError", details);
  }
}

/** A store (folder, S3, http) that failed: refused, timed out, broke off. */
export class StoreError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("StoreError", details);
  }
}

/** A task that failed in a worker. */
export class TaskError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("TaskError", details);
  }
}

/** Work that was cancelled by its signal. */
export class AbortError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("AbortError", details);
  }
}

/** A file that is no valid notebook. */
export class NotebookError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("NotebookError", details);
  }
}

/** A notebook parameter with an unknown name, wrong type or forbidden value. */
export class ParameterError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("ParameterError", details);
  }
}

/** A kernel that did not start, answer or survive. */
export class KernelError extends CellmillError {
  constructor(details: ErrorDetails) {
    super("KernelError", details);
  }
}

/** True for an error of this package, of the given tag if one is named. */
export function isCellmillError(error: unknown, tag?: ErrorTag): error is CellmillError {
  if (typeof error !== "object" || error === null || (error as { readonly [key: symbol]: unknown })[TAG] !== true)
    return false;
  return tag === undefined || (error as CellmillError).tag === tag;
}

/** An error as structured-clone-safe data: threads and machines pass errors in this form. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly tag?: ErrorTag;
  readonly details?: Omit<ErrorDetails, "cause">;
}

/** The error as plain data, with its tag and details where it is one of ours. */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const base = {
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
  if (!isCellmillError(error)) return base;
  const { cause: _cause, ...details } = error.details;
  return { ...base, tag: error.tag, details };
}

/** The error again from plain data; one of ours keeps its tag, so that `isCellmillError` still holds. */
export function fromPlainError(plain: PlainError): Error {
  if (plain.tag !== undefined && plain.details !== undefined) return new CellmillError(plain.tag, plain.details);
  const error = new Error(plain.message);
  error.name = plain.name;
  if (plain.stack !== undefined) error.stack = plain.stack;
  return error;
}
