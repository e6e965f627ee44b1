import type { Logger } from "../log.js";

/** What a handler gets beside the path. */
export interface NotebookIoOptions {
  readonly signal?: AbortSignal;
  /** Ends the wait for somebody who reads a pipe. Unlike `signal`, it breaks off nothing that is being written. */
  readonly waitSignal?: AbortSignal;
  readonly logger?: Logger;
}

/** A text in pieces: as text or as UTF-8. Pieces that need not be held may be asked for again. */
export type TextPieces = Iterable<string | Uint8Array>;

/** A stretch of the version that an output saved last, from `start` to `end` (exclusive), in bytes. */
export interface KeptBytes {
  readonly start: number;
  readonly end: number;
}

/** A new version of an output: new bytes, and stretches of the last one. They may be asked for again. */
export type VersionPieces = Iterable<Uint8Array | KeptBytes>;

/** An output that is saved again and again while its notebook runs. */
export interface NotebookOutput {
  /**
   * Puts a new version in the place of the last and resolves to how many bytes that really wrote. `pieces` is called with
   * whether stretches of the last version may be among the pieces, and again if that turns out to be wrong. `released` may
   * be called before the end, once nothing of the version is held any more.
   */
  save(pieces: (hasLast: boolean) => VersionPieces, released?: () => void): Promise<number>;
}

/** Reads and writes notebooks of one kind of path. */
export interface NotebookHandler {
  /** The file's text, or its UTF-8 for handlers that need not make a text of it. */
  read(path: string, options: NotebookIoOptions): Promise<string | Uint8Array>;
  write(path: string, text: string, options: NotebookIoOptions): Promise<void>;
  /** Writes a text that comes in pieces, for handlers that need not hold all of it. */
  writePieces?(path: string, pieces: TextPieces, options: NotebookIoOptions): Promise<void>;
  /** Opens a path that is saved again and again, for handlers that can keep what did not change. */
  openOutput?(path: string, options: NotebookIoOptions): NotebookOutput;
  /** Throws if the path surely cannot be written, before long work is done in vain. */
  checkWritable?(path: string): Promise<void>;
  /** True if the path takes one text and no other in its place, as a pipe does: it is written when the run has ended. */
  writtenOnce?(path: string): Promise<boolean>;
  /** How the path is shown to people; no secrets. */
  prettyPath?(path: string): string;
}
