import { type Cell, cellPieces, type Notebook, notebookPieces } from "../nbformat/index.js";
import { jsonPieces } from "../nbformat/json-pieces.js";
import type { LargeValue } from "../nbformat/json-value.js";
import type { KeptBytes, VersionPieces } from "./io/handler.js";

/** A part of a version that was written: a cell, long metadata or the text between them, and its bytes there. */
interface Part {
  readonly what: Cell | Metadata | string;
  readonly start: number;
  readonly end: number;
}

/** Long metadata that are kept as bytes. */
class Metadata {
  readonly large: LargeValue;
  readonly level: number;

  constructor(large: LargeValue, level: number) {
    this.large = large;
    this.level = level;
  }

  pieces(): Iterable<string> {
    const { large, level } = this;
    return { [Symbol.iterator]: () => jsonPieces(large, level) };
  }
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
      notebookPieces<Cell | Metadata>(
        notebook,
        (cell) => cell,
        (large, level) => new Metadata(large, level),
      ),
      (what, index) => {
        const part = last?.parts[index];
        if (part !== undefined && this.#isSame(part.what, what, last?.time ?? -1)) return { what, kept: part };
        if (what instanceof Metadata) return { what, pieces: what.pieces() };
        // Taken now: cells change while the file is written.
        return { what, pieces: typeof what === "string" ? [what] : cellPieces(what) };
      },
    );
    const places: Places = { parts: [] };
    return {
      pieces: versionPieces(plan, places),
      written: () => {
        this.#last = { parts: places.parts, time };
      },
    };
  }

  /** True if what was written at a time is the same now; nobody can change what is kept as bytes. */
  #isSame(written: Part["what"], now: Part["what"], time: number): boolean {
    if (written instanceof Metadata) return now instanceof Metadata && now.large === written.large;
    if (written !== now) return false;
    return typeof now === "string" || now instanceof Metadata || (this.#touched.get(now) ?? 0) <= time;
  }
}

interface PlannedPart {
  readonly what: Cell | Metadata | string;
  readonly kept?: Part;
  readonly pieces?: Iterable<string>;
}

/** Where the parts of a version came to lie. */
interface Places {
  parts: Part[];
}

/** A function of its own, so that the plan and all that it holds does not live as long as the places. */
function versionPieces(plan: readonly PlannedPart[], places: Places): VersionPieces {
  return {
    [Symbol.iterator]: () => {
      places.parts = [];
      return joined(plan, places.parts);
    },
  };
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
