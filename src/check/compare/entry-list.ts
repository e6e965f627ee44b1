import type { JsonValue } from "../../nbformat/index.js";
import type { LargeValue } from "../../nbformat/json-value.js";
import { Entry, type EntryPlace } from "./entry.js";

/** Where a value stands in its output. */
export type EntryKind = "data" | "own" | "stream";

const KINDS: readonly EntryKind[] = ["data", "own", "stream"];

/** The values of one key, in order. There may be a million: they are kept without an object for each. */
export class EntryList {
  readonly #key: string;
  readonly #stream: "shown" | "raw";
  readonly #values: (JsonValue | LargeValue)[] = [];
  /** Index of the output and kind, in one number. */
  readonly #places: number[] = [];

  constructor(key: string, stream: "shown" | "raw") {
    this.#key = key;
    this.#stream = stream;
  }

  get length(): number {
    return this.#values.length;
  }

  add(value: JsonValue | LargeValue, output: number, kind: EntryKind): void {
    this.#values.push(value);
    this.#places.push(output * KINDS.length + KINDS.indexOf(kind));
  }

  /** An entry of its own each time. */
  at(index: number): Entry {
    const place = this.#places[index] as number;
    const output = Math.floor(place / KINDS.length);
    const kind = KINDS[place % KINDS.length] as EntryKind;
    const path = entryPath(output, this.#key, kind);
    const where: EntryPlace = kind === "stream" ? { path, output, stream: this.#stream } : { path, output };
    return new Entry(this.#values[index] as JsonValue | LargeValue, where);
  }
}

/** As pytest-notebook writes it: `/outputs/0/data/text/plain`. */
export function entryPath(output: number, key: string, kind: EntryKind): string {
  return `/outputs/${output}/${kind === "stream" ? "text" : kind === "data" ? `data/${key}` : key}`;
}
