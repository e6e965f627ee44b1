import type { Message } from "../jupyter/index.js";
import type { CodeCell, JsonObject, JsonValue, Output } from "../nbformat/index.js";

/** The outputs of one run by display id, so that a later cell can update what an earlier one shows. */
export type DisplayIds = Map<string, { readonly output: Output; readonly cell: CodeCell }[]>;

/** Puts a cell's iopub messages into its outputs, as nbclient does; neighbouring stream texts become one. */
export class OutputArea {
  readonly #cell: CodeCell;
  readonly #displays: DisplayIds;
  readonly #changed: (cell: CodeCell) => void;
  #clearBeforeNext = false;

  /** `changed` is told of each cell whose outputs change. */
  constructor(cell: CodeCell, displays: DisplayIds, changed: (cell: CodeCell) => void) {
    this.#cell = cell;
    this.#displays = displays;
    this.#changed = changed;
  }

  /** Takes an output message; other types are left alone. The new output, if the message made one. */
  handle(message: Message): Output | undefined {
    const content = message.content as JsonObject;
    switch (message.header.msg_type) {
      case "stream":
        return this.#stream(String(content["name"]), String(content["text"]));
      case "display_data":
      case "execute_result":
        return this.#display(message.header.msg_type, content);
      case "error":
        return this.#append(errorOutput(content));
      case "update_display_data":
        this.#update(content);
        return undefined;
      case "clear_output":
        if (content["wait"] === true) this.#clearBeforeNext = true;
        else this.#clear();
        return undefined;
      default:
        return undefined;
    }
  }

  /** Adds an error that the kernel did not send itself. */
  addError(ename: string, evalue: string, traceback: readonly string[]): Output {
    return this.#append(errorOutput({ ename, evalue, traceback: [...traceback] }));
  }

  #stream(name: string, text: string): Output {
    if (this.#clearBeforeNext) this.#clear();
    const last = this.#cell.outputs.at(-1);
    if (last?.output_type === "stream" && last["name"] === name) {
      last["text"] = `${last["text"]}${text}`;
      this.#changed(this.#cell);
      // The caller sees only what is new.
      return { output_type: "stream", name, text };
    }
    return this.#append({ output_type: "stream", name, text });
  }

  #display(type: "display_data" | "execute_result", content: JsonObject): Output {
    const output: Output = {
      output_type: type,
      data: (content["data"] ?? {}) as JsonValue,
      metadata: (content["metadata"] ?? {}) as JsonValue,
    };
    if (type === "execute_result") output["execution_count"] = (content["execution_count"] ?? null) as JsonValue;
    const id = displayId(content);
    if (id !== undefined) this.#update(content);
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
    this.#cell.outputs.push(output);
    this.#changed(this.#cell);
    return output;
  }

  #clear(): void {
    this.#clearBeforeNext = false;
    this.#cell.outputs = [];
    for (const [id, entries] of this.#displays) {
      const others = entries.filter((entry) => entry.cell !== this.#cell);
      if (others.length === 0) this.#displays.delete(id);
      else if (others.length < entries.length) this.#displays.set(id, others);
    }
    this.#changed(this.#cell);
  }
}

function errorOutput(content: JsonObject): Output {
  const traceback = content["traceback"];
  return {
    output_type: "error",
    ename: String(content["ename"] ?? ""),
    evalue: String(content["evalue"] ?? ""),
    traceback: Array.isArray(traceback) ? traceback.map(String) : [],
  };
}

// Some kernels send `transient: null`.
function displayId(content: JsonObject): string | undefined {
  const transient = content["transient"];
  if (typeof transient !== "object" || transient === null) return undefined;
  const id = (transient as JsonObject)["display_id"];
  return typeof id === "string" ? id : undefined;
}
