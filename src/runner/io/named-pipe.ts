import { constants, openSync } from "node:fs";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { StoreError } from "../../core/index.js";
import { gatherBytes } from "./gather-bytes.js";
import type { TextPieces } from "./handler.js";
import { systemError } from "./target-file.js";
import { utf8Pieces } from "./text-pieces.js";

/** How often we look whether somebody reads a pipe by now. */
const POLL_MS = 50;

/** True for a pipe that has a path. */
export function isPipe(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isFIFO(),
    () => false,
  );
}

/**
 * A pipe, open for writing as soon as somebody reads it. To open it plainly holds a thread until then, and so the process,
 * which no signal would end. Throws when the signal is aborted while nobody reads.
 */
export async function openPipe(path: string, signal?: AbortSignal): Promise<Socket> {
  for (;;) {
    try {
      const descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({ fd: descriptor, readable: false, writable: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ENXIO") throw writeFailure(path, systemError(cause), cause);
    }
    await setTimeout(POLL_MS, undefined, { signal }).catch((cause: unknown) => {
      throw writeFailure(path, "a pipe that nobody reads", cause);
    });
  }
}

/** Writes all to the pipe. Once somebody reads, the signal changes nothing: half a notebook is of no use. */
export async function writePipe(path: string, pieces: TextPieces, signal?: AbortSignal): Promise<void> {
  const pipe = await openPipe(path, signal);
  try {
    await pipeline(utf8Pieces(pieces), pipe);
  } catch (cause) {
    throw writeFailure(path, systemError(cause), cause);
  }
}

/** All that is written to the pipe until its writers have closed it; at an abort no more is waited for. */
export async function readPipe(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pipe = new Socket({
    fd: descriptor,
    readable: true,
    writable: false,
    ...(signal === undefined ? {} : { signal }),
  });
  return gatherBytes(pipe);
}

function writeFailure(path: string, got: string, cause: unknown): StoreError {
  return new StoreError({ what: "the file cannot be written", where: path, got, cause });
}
