import { constants, createWriteStream, fstatSync, ftruncateSync, openSync } from "node:fs";
import { Writable } from "node:stream";
import { OptionError, StoreError } from "../core/errors.js";

/** A file that the cells' output is copied to. */
export interface OutputFile {
  readonly stream: Writable;
  /** Settles when all is written; throws if something could not be. */
  close(completed: boolean): Promise<void>;
}

/**
 * Opens the file at once, so that a wrong path is found before anything runs. What it held stays until the first output
 * comes, or a run has completed without any: it may be the notebook that is yet to be read.
 */
export async function openOutputFile(path: string, signal: AbortSignal): Promise<OutputFile> {
  if (path === "-") return standardOutput();
  const { isPipe, openPipe } = await import("../runner/io/named-pipe.js");
  if (await isPipe(path)) return outputFile(path, await openPipe(path, signal));
  try {
    return regularFile(path);
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new OptionError({ what: "the file for the cells' output cannot be written", where: path, got, cause });
  }
}

function regularFile(path: string): OutputFile {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT);
  const file = createWriteStream(path, { fd: descriptor });
  let isEmpty = !fstatSync(descriptor).isFile();
  const empty = (): void => {
    if (!isEmpty) ftruncateSync(descriptor);
    isEmpty = true;
  };
  const stream = new Writable({
    write(chunk: Uint8Array, _encoding, done): void {
      empty();
      file.write(chunk, done);
    },
    final(done): void {
      file.end(done);
    },
  });
  // Its errors reach the stream with the write that failed.
  file.on("error", () => {});
  return outputFile(path, stream, empty);
}

function outputFile(path: string, stream: Writable, beforeEnd: () => void = () => {}): OutputFile {
  const failure = failureOf(stream);
  return {
    stream,
    async close(completed): Promise<void> {
      if (completed) beforeEnd();
      await new Promise<void>((resolve) => stream.end(() => resolve()));
      throwFailure(failure(), path);
    },
  };
}

function standardOutput(): OutputFile {
  // The command line ends at once when a reader such as `head` leaves; a run that has begun does not.
  process.stdout.removeAllListeners("error");
  const failure = failureOf(process.stdout);
  return {
    stream: process.stdout,
    async close(): Promise<void> {
      await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
      throwFailure(failure(), "standard output");
    },
  };
}

/** The stream's first error. A full disk or a reader that has left ends no run: the cells go on. */
function failureOf(stream: Writable): () => unknown {
  let first: unknown;
  stream.on("error", (error) => (first ??= error));
  return () => first;
}

function throwFailure(cause: unknown, where: string): void {
  if (cause === undefined) return;
  const got = cause instanceof Error ? cause.message : String(cause);
  throw new StoreError({ what: "the cells' output could not all be written", where, got, cause });
}
