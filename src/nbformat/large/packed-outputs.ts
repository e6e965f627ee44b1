import { cloneJson } from "../clone-json.js";
import { joinOutputLines } from "../join-lines.js";
import { fits, jsonPieces } from "../json-pieces.js";
import { isJsonObject, type JsonValue } from "../json-value.js";
import { isJsonMime } from "../mime.js";
import { readJson } from "../read-json.js";
import { type JsonTree, WrittenItems } from "../text-lines.js";
import type { Output } from "../types.js";
import { keptAt } from "./large-members.js";
import { LargeJson } from "./large-value.js";

/** The outputs that are packed at once have about this many characters; a larger one stays as it is. */
const BATCH_CHARACTERS = 1 << 16;

export interface PackedOutputsOptions {
  /** The output as it stands in a file. */
  readonly write: (output: Output) => string;
  /** True for an output that stays as it is, because it may still change or is looked for. */
  readonly stays: (output: Output) => boolean;
  /** At least so many of the newest outputs stay as they are: streams still grow. */
  readonly newest: number;
}

/**
 * A cell's outputs while it runs, if they are many: all but the newest are kept as the bytes that they have in the file, for
 * as objects they take several times as much. Whoever reads them gets a plain list.
 */
export class PackedOutputs extends LargeJson {
  readonly #options: PackedOutputsOptions;
  /** All outputs in order; those of `#newest` come last. */
  readonly #parts: (WrittenItems | Output)[];
  readonly #newest: Output[];

  constructor(outputs: readonly Output[], options: PackedOutputsOptions) {
    const parts: (WrittenItems | Output)[] = [];
    const newest: Output[] = [];
    const items = (): Iterable<JsonValue> => unpacked([...parts, ...newest]);
    super(0, { isList: true, items, read: () => [...items()], write: (level) => jsonPieces([...items()], level) });
    this.#options = options;
    this.#parts = parts;
    this.#newest = newest;
    for (const output of outputs) this.push(output);
  }

  get last(): Output | undefined {
    return this.#newest.at(-1);
  }

  /** The outputs that are not packed. */
  get plain(): Output[] {
    return [...this.#parts.filter((part): part is Output => !(part instanceof WrittenItems)), ...this.#newest];
  }

  push(output: Output): void {
    this.#newest.push(output);
    const { newest } = this.#options;
    if (this.#newest.length >= 2 * newest) this.#pack(this.#newest.splice(0, newest));
  }

  /** The list as it goes to a file; the outputs that are not packed are given as they are. */
  tree(split: (output: Output) => JsonTree): JsonTree[] {
    return [...this.#parts, ...this.#newest].map((part) => (part instanceof WrittenItems ? part : split(part)));
  }

  override copy(): PackedOutputs {
    const copy = new PackedOutputs([], this.#options);
    for (const part of this.#parts) copy.#parts.push(part instanceof WrittenItems ? part : cloneJson(part));
    for (const output of this.#newest) copy.#newest.push(cloneJson(output));
    return copy;
  }

  #pack(outputs: readonly Output[]): void {
    let texts: string[] = [];
    let length = 0;
    const flush = (): void => {
      if (texts.length > 0) this.#parts.push(WrittenItems.of(texts));
      texts = [];
      length = 0;
    };
    for (const output of outputs) {
      if (this.#options.stays(output) || hasLists(output) || !fits(output, BATCH_CHARACTERS)) {
        flush();
        this.#parts.push(output);
        continue;
      }
      const text = this.#options.write(output);
      texts.push(text);
      length += text.length;
      if (length >= BATCH_CHARACTERS) flush();
    }
    flush();
  }
}

/** True for texts that came as lists: read from a file they would be joined, and written in lines of their own. */
function hasLists({ data }: Output): boolean {
  return isJsonObject(data) && Object.keys(data).some((mime) => !isJsonMime(mime) && Array.isArray(keptAt(data, mime)));
}

function* unpacked(parts: readonly (WrittenItems | Output)[]): Generator<JsonValue> {
  for (const part of parts) {
    if (!(part instanceof WrittenItems)) yield part;
    else {
      for (const output of readJson(`[${part.text}]`) as JsonValue[]) {
        joinOutputLines(output);
        yield output;
      }
    }
  }
}
