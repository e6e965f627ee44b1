import type { Logger } from "../log.js";

export interface NotebookIoOptions {
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
}

/** Reads and writes notebooks of one kind of path. */
export interface NotebookHandler {
  read(path: string, options: NotebookIoOptions): Promise<string>;
  write(path: string, text: string, options: NotebookIoOptions): Promise<void>;
  /** Throws if the path surely cannot be written, before long work is done in vain. */
  checkWritable?(path: string): Promise<void>;
  /** How the path is shown to people; no secrets. */
  prettyPath?(path: string): string;
}
