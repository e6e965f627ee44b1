import type { Logger } from "../log.js";

export interface NotebookIoOptions {
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
}

/** A text in pieces: as text or as UTF-8. */
export type TextPieces = Iterable<string | Uint8Array>;

/** Reads and writes notebooks of one kind of path. */
export interface NotebookHandler {
  read(path: string, options: NotebookIoOptions): Promise<string>;
  write(path: string, text: string, options: NotebookIoOptions): Promise<void>;
  /** Writes a text that comes in pieces, for handlers that need not hold all of it. */
  writePieces?(path: string, pieces: TextPieces, options: NotebookIoOptions): Promise<void>;
  /** Throws if the path surely cannot be written, before long work is done in vain. */
  checkWritable?(path: string): Promise<void>;
  /** How the path is shown to people; no secrets. */
  prettyPath?(path: string): string;
}
