import type { Message } from "../jupyter/index.js";
import type { CodeCell, JsonObject, JsonValue, Output } from "../nbformat/index.js";
import { setText } from "../nbformat/large/kept-text.js";
import { largeAt, setLarge } from "../nbformat/large/large-members.js";
import { LargeText } from "../nbformat/large/large-value.js";
import { PackedOutputs } from "../nbformat/large/packed-outputs.js";
import { TextBuilder } from "../nbformat/large/text-builder.js";
import { writeOutput } from "../nbformat/write-notebook.js";
import { outputFrom } from "./output-message.js";
import { StreamText } from "./stream-text.js";

/** From so many outputs of a cell on, all but the newest are kept as bytes. */
const MANY_OUTPUTS = 512;

/** The outputs of one run by display id, so that a later cell can update what an earlier one shows. */
export type DisplayIds = Map<string, { readonly output: Output; readonly cell: CodeCell }[]>;

/**
 * Puts a cell's iopub messages into its outputs, as nbclient does; neighbouring stream texts become one, as a terminal
 * would show them.
 */
export class OutputArea {
  readonly #cell: CodeCell;
  readonly #displays: DisplayIds;
  readonly #changed: (cell: CodeCell) => void;
  /** The text of the last output, if that is a stream. */
  #streamText: StreamText | RawStreamText = new StreamText();
  readonly #rawStreams: boolean;
  #clearBeforeNext = false;
  /** The outputs, once they are many, unless somebody has read them since. */
  #packed: PackedOutputs | undefined;
  /** Outputs that a display id names. */
  readonly #named = new WeakSet<Output>();
  readonly #packFrom: number;

  /**
   * `changed` is told of each cell whose outputs change. `rawStreams` keeps what streams overwrite. From `packFrom` outputs
   * on, all but the newest are kept as bytes.
   */
  constructor(
    cell: CodeCell,
    displays: DisplayIds,
    changed: (cell: CodeCell) => void,
    { rawStreams = false, packFrom = MANY_OUTPUTS }: { rawStreams?: boolean; packFrom?: number } = {},
  ) {
    this.#cell = cell;
    this.#displays = displays;
    this.#changed = changed;
    this.#rawStreams = rawStreams;
    this.#packFrom = packFrom;
  }

  /** Takes an output message; other types are left alone. The new output, if the message made one. */
  handle(message: Message): Output | undefined {
    const content = message.content as JsonObject;
    const type = message.header.msg_type;
    if (type === "update_display_data") this.#update(content);
    else if (type === "clear_output" && content["wait"] === true) this.#clearBeforeNext = true;
    else if (type === "clear_output") this.#clear();
    const output = outputFrom(type, content);
    if (output === undefined) return undefined;
    if (type === "stream") return this.#stream(output);
    return type === "error" ? this.#append(output) : this.#display(output, content);
  }

  /** Takes note of a message whose output a widget has taken: what else shows its display id shows it, too. */
  noteTaken(message: Message): void {
    const type = message.header.msg_type;
    if (type === "display_data" || type === "execute_result") this.#update(message.content as JsonObject);
  }

  /** Adds an error that the kernel did not send itself. */
  addError(ename: string, evalue: string, traceback: readonly string[]): Output {
    return this.#append({ output_type: "error", ename, evalue, traceback: [...traceback] });
  }

  #stream(output: Output): Output {
    if (this.#clearBeforeNext) this.#clear();
    const last = this.#packedNow()?.last ?? this.#cell.outputs.at(-1);
    const joins = last?.output_type === "stream" && last["name"] === output["name"];
    if (!joins) this.#streamText = this.#rawStreams ? new RawStreamText() : new StreamText();
    const text = largeAt(output, "text");
    this.#streamText.appendText(text instanceof LargeText ? text : String(output["text"]));
    if (joins) {
      setText(last, "text", this.#streamText.text);
      this.#changed(this.#cell);
    } else {
      const shown: Output = { output_type: "stream", name: output["name"] as string };
      setText(shown, "text", this.#streamText.text);
      this.#append(shown);
    }
    // The caller sees what is new, as it came.
    return output;
  }

  #display(output: Output, content: JsonObject): Output {
    const id = displayId(content);
    if (id !== undefined) {
      this.#update(content);
      this.#named.add(output);
    }
    this.#append(output);
    if (id !== undefined) {
      const entry = { output, cell: this.#cell };
      const known = this.#displays.get(id);
      if (known === undefined) this.#displays.set(id, [entry]);
      else known.push(entry);
    }
    return output;
  }

  #update(content: JsonObject): void {
    const id = displayId(content);
    for (const { output, cell } of (id === undefined ? undefined : this.#displays.get(id)) ?? []) {
      output["data"] = (content["data"] ?? {}) as JsonValue;
      output["metadata"] = (content["metadata"] ?? {}) as JsonValue;
      this.#changed(cell);
    }
  }

  #append(output: Output): Output {
    if (this.#clearBeforeNext) this.#clear();
    const packed = this.#packedNow();
    if (packed !== undefined) packed.push(output);
    else if (this.#cell.outputs.push(output) === this.#packFrom) this.#pack();
    this.#changed(this.#cell);
    return output;
  }

  #pack(): void {
    const stays = (output: Output): boolean => output.output_type === "error" || this.#named.has(output);
    this.#packed = new PackedOutputs(this.#cell.outputs, {
      write: writeOutput,
      stays,
      newest: Math.ceil(this.#packFrom / 4),
    });
    setLarge(this.#cell, "outputs", this.#packed);
  }

  /** The packed outputs, if the cell still has them. */
  #packedNow(): PackedOutputs | undefined {
    if (this.#packed === undefined || largeAt(this.#cell, "outputs") === this.#packed) return this.#packed;
    this.#packed = undefined;
    return undefined;
  }

  #clear(): void {
    this.#clearBeforeNext = false;
    this.#packed = undefined;
    this.#cell.outputs = [];
    for (const [id, entries] of this.#displays) {
      const others = entries.filter((entry) => entry.cell !== this.#cell);
      if (others.length === 0) this.#displays.delete(id);
      else if (others.length < entries.length) this.#displays.set(id, others);
    }
    this.#changed(this.#cell);
  }
}

/** A stream as it came, with all that carriage returns overwrite. */
class RawStreamText {
  readonly #text = new TextBuilder();

  appendText(text: string | LargeText): void {
    for (const piece of typeof text === "string" ? [text] : text.pieces()) this.#text.append(piece);
  }

  get text(): string | LargeText {
    return this.#text.textWith(new TextBuilder());
  }
}

// Some kernels send `transient: null`.
function displayId(content: JsonObject): string | undefined {
  const transient = content["transient"];
  if (typeof transient !== "object" || transient === null) return undefined;
  const id = (transient as JsonObject)["display_id"];
  return typeof id === "string" && id !== "" ? id : undefined;
}
