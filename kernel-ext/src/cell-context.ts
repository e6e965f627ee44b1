import type { MessageHeader } from "cellmill/jupyter";

/** The request that a cell runs for: its output is addressed to it. */
export interface CellContext {
  readonly header: MessageHeader;
  readonly identities: readonly Uint8Array[];
  /** A silent request shows nothing. */
  readonly silent: boolean;
  readonly allowStdin: boolean;
  readonly executionCount: number;
  /** Collects stream text instead of showing it (`%%capture`). */
  capture?: string[];
}

/** The cell that runs now, else the one that ran last: late output (timers, rejections) belongs to it. */
export class CurrentCell {
  #running: CellContext | undefined;
  #last: CellContext | undefined;

  get running(): CellContext | undefined {
    return this.#running;
  }

  /** Where output goes; undefined before the first cell. */
  get target(): CellContext | undefined {
    return this.#running ?? this.#last;
  }

  start(cell: CellContext): void {
    this.#running = cell;
    this.#last = cell;
  }

  finish(): void {
    this.#running = undefined;
  }
}
