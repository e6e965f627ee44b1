import type { Message } from "../../jupyter/index.js";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Output,
  objectAt,
  setKey,
  stringAt,
} from "../../nbformat/index.js";
import { setText } from "../../nbformat/large/kept-text.js";
import { copyMember } from "../../nbformat/large/large-members.js";
import { base64 } from "./base64.js";
import { OutputWidget } from "./output-widget.js";

/** Where a notebook's metadata keep the state of its widgets. */
export const WIDGET_STATE_MIME = "application/vnd.jupyter.widget-state+json";

const OUTPUT_TYPES = new Set(["stream", "display_data", "execute_result", "error", "clear_output"]);

/** Sends a new state of a widget to the kernel. */
export type SendState = (commId: string, state: JsonObject) => void;

/** Follows the comm messages of widgets, as nbclient does, so that a notebook keeps what its widgets show. */
export class WidgetStates {
  readonly #send: SendState;
  readonly #states = new Map<string, JsonObject>();
  readonly #buffers = new Map<string, Map<string, JsonObject>>();
  readonly #outputWidgets = new Map<string, OutputWidget>();
  /** The requests whose outputs go to a widget, the last one given first. */
  readonly #captures: { readonly commId: string; readonly requestId: string }[] = [];

  constructor(send: SendState) {
    this.#send = send;
  }

  /** True if the message was a widget's, or an output that a widget has taken; it then is not the cell's. */
  take(message: Message): boolean {
    const type = message.header.msg_type;
    if (type.startsWith("comm_")) {
      this.#comm(type, message);
      return true;
    }
    if (!OUTPUT_TYPES.has(type)) return false;
    const capture = this.#captures.findLast(({ requestId }) => requestId === message.parentHeader.msg_id);
    if (capture === undefined) return false;
    this.#outputWidgets.get(capture.commId)?.handle(message);
    return true;
  }

  /** The value of `metadata.widgets`, or `undefined` if there were no widgets. */
  metadata(): JsonObject | undefined {
    if (this.#states.size === 0) return undefined;
    const state: JsonObject = {};
    for (const [id, values] of this.#states) {
      if (!Object.hasOwn(values, "_model_name")) continue;
      const buffers = this.#buffers.get(id);
      setKey(state, id, {
        model_name: values["_model_name"] ?? null,
        model_module: values["_model_module"] ?? null,
        model_module_version: values["_model_module_version"] ?? null,
        state: values,
        ...(buffers === undefined ? {} : { buffers: [...buffers.values()] }),
      });
    }
    return { [WIDGET_STATE_MIME]: { state, version_major: 2, version_minor: 0 } };
  }

  #comm(type: string, message: Message): void {
    const content = message.content as JsonObject;
    const id = stringAt(content, "comm_id");
    const data = objectAt(content, "data");
    const state = data === undefined ? undefined : objectAt(data, "state");
    // Messages without a state are the widget's own business.
    if (id === undefined || data === undefined || state === undefined) return;
    this.#patch(id, state);
    if (Array.isArray(data["buffer_paths"])) this.#keepBuffers(id, data["buffer_paths"], message.buffers);
    if (type === "comm_open" && content["target_name"] === "jupyter.widget" && isOutputModel(state))
      this.#outputWidgets.set(id, new OutputWidget(outputsOf(state), (outputs) => this.#show(id, outputs)));
    else if (type === "comm_msg" && this.#outputWidgets.has(id) && Object.hasOwn(state, "msg_id"))
      this.#capture(id, state["msg_id"]);
  }

  #patch(id: string, state: JsonObject): void {
    const known = this.#states.get(id) ?? {};
    for (const key of Object.keys(state))
      if (!copyMember(state, known, key)) setKey(known, key, state[key] as JsonValue);
    this.#states.set(id, known);
  }

  // A buffer is known by its path; a later one takes the place of an earlier one.
  #keepBuffers(id: string, paths: readonly JsonValue[], buffers: readonly Uint8Array[]): void {
    const known = this.#buffers.get(id) ?? new Map<string, JsonObject>();
    for (const [index, path] of paths.entries()) {
      const bytes = buffers[index];
      if (bytes === undefined) break;
      const buffer: JsonObject = { encoding: "base64", path };
      setText(buffer, "data", base64(bytes));
      known.set(JSON.stringify(path), buffer);
    }
    if (known.size > 0) this.#buffers.set(id, known);
  }

  #capture(commId: string, requestId: JsonValue | undefined): void {
    const before = this.#captures.findLastIndex((capture) => capture.commId === commId);
    if (typeof requestId === "string" && requestId !== "") this.#captures.push({ commId, requestId });
    else if (before >= 0) this.#captures.splice(before, 1);
  }

  #show(id: string, outputs: JsonValue[]): void {
    this.#patch(id, { outputs });
    this.#send(id, { outputs });
  }
}

function outputsOf({ outputs }: JsonObject): Output[] {
  const isOutput = (value: JsonValue): value is Output =>
    isJsonObject(value) && typeof value["output_type"] === "string";
  return Array.isArray(outputs) ? outputs.filter(isOutput) : [];
}

function isOutputModel(state: JsonObject): boolean {
  return (
    isJsonObject(state) &&
    state["_model_module"] === "@jupyter-widgets/output" &&
    state["_model_name"] === "OutputModel"
  );
}
