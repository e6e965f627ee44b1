import { type Cell, cellPieces, type Notebook, notebookPieces } from "../nbformat/index.js";
import type { KeptBytes, VersionPieces } from "./io/handler.js";

/** A part of a version that was written: a cell, or the text between cells, and its bytes there. */
interface Part {
  readonly what: Cell | string;
  readonly start: number;
  readonly end: number;
}

/** A version of the notebook's file: its pieces, and what to call when they are written. */
export interface NotebookVersion {
  readonly pieces: VersionPieces;
  readonly written: () => void;
}

/**
 * The file of a notebook that changes cell by cell. A new version names the stretches of the last one that are as they
 * were; only cells that were touched since are serialised again, piece by piece, so that no text is in memory twice.
 */
export class NotebookText {
  /** Counts versions and touches; a cell that was touched later than the last version began has changed. */
  #clock = 0;
  readonly #touched = new WeakMap<Cell, number>();
  #last: { readonly parts: readonly Part[]; readonly time: number } | undefined;

  /** Says that the cell changed. */
  touch(cell: Cell): void {
    this.#touched.set(cell, ++this.#clock);
  }

  /** The file as it is at this moment; `hasLast` says that stretches of the last written version may be named. */
  version(notebook: Notebook, hasLast: boolean): NotebookVersion {
    const time = ++this.#clock;
    const last = hasLast ? this.#last : undefined;
    const plan = Array.from(
      notebookPieces(notebook, (cell) => cell),
      (what, index) => {
        const part = last?.parts[index];
        if (part?.what === what && (typeof what === "string" || (this.#touched.get(what) ?? 0) <= (last?.time ?? -1)))
          return { what, kept: part };
        // Taken now: cells change while the file is written.
        return { what, pieces: typeof what === "string" ? [what] : cellPieces(what) };
      },
    );
    let parts: Part[] = [];
    return {
      pieces: {
        [Symbol.iterator]: () => {
          parts = [];
          return joined(plan, parts);
        },
      },
      written: () => {
        this.#last = { parts, time };
      },
    };
  }
}

interface PlannedPart {
  readonly what: Cell | string;
  readonly kept?: Part;
  readonly pieces?: Iterable<string>;
}

/** The bytes of the parts; stretches that lie side by side come as one. Notes where each part lies. */
function* joined(plan: readonly PlannedPart[], parts: Part[]): Generator<Uint8Array | KeptBytes> {
  let at = 0;
  let stretch: KeptBytes | undefined;
  for (const { what, kept, pieces } of plan) {
    const start = at;
    if (kept !== undefined) {
      at += kept.end - kept.start;
      if (stretch?.end === kept.start) stretch = { start: stretch.start, end: kept.end };
      else {
        if (stretch !== undefined) yield stretch;
        stretch = { start: kept.start, end: kept.end };
      }
    } else {
      if (stretch !== undefined) yield stretch;
      stretch = undefined;
      for (const piece of pieces ?? []) {
        const bytes = Buffer.from(piece, "utf8");
        at += bytes.byteLength;
        yield bytes;
      }
    }
    parts.push({ what, start, end: at });
  }
  if (stretch !== undefined) yield stretch;
}
