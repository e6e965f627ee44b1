import { expect, it } from "vitest";
import { createMessage, type Message } from "../../src/jupyter/index.js";
import { type CodeCell, type JsonObject, writeJson } from "../../src/nbformat/index.js";
import { largeAt } from "../../src/nbformat/large/large-members.js";
import { cellTimeoutMs } from "../../src/runner/cell-timeout.js";
import { parseContent } from "../../src/runner/engine/kernel-engine.js";
import { WIDGET_STATE_MIME, WidgetStates } from "../../src/runner/widgets/widget-states.js";
import { makeNotebook } from "./make-notebook.js";

const parent = createMessage({ type: "execute_request", session: "client", content: {} }).header;

function message(type: string, content: JsonObject, buffers: Uint8Array[] = []): Message {
  return createMessage({ type, session: "kernel", content, buffers, parentHeader: parent });
}
const comm = (
  type: string,
  id: string,
  state: JsonObject,
  paths: string[][] = [],
  buffers: Uint8Array[] = [],
): Message =>
  message(type, { comm_id: id, target_name: "jupyter.widget", data: { state, buffer_paths: paths } }, buffers);

it("keeps long values of a state as the bytes that came", () => {
  const widgets = new WidgetStates(() => {});
  const came = { _model_name: "M", list: Array(9_000).fill(0.5), value: "\u2192".repeat(9_000) };
  const json = JSON.stringify({ comm_id: "a", data: { state: came } });
  const content = parseContent(new TextEncoder().encode(json)) as JsonObject;
  widgets.take({ ...message("comm_open", {}), content });
  const states = widgets.metadata()?.[WIDGET_STATE_MIME] as { state: { a: { state: JsonObject } } };
  const { state } = states.state.a;
  for (const key of ["list", "value"]) expect(largeAt(state, key)).toBeDefined();
  expect(state).toEqual(came);
});

it("keeps long buffers as the bytes that came", () => {
  const bytes = Uint8Array.from({ length: 100_001 }, (_, i) => i % 251);
  const widgets = new WidgetStates(() => {});
  widgets.take(comm("comm_open", "a", { _model_name: "M" }, [["b"]], [bytes]));
  const states = widgets.metadata()?.[WIDGET_STATE_MIME] as { state: { a: { buffers: JsonObject[] } } };
  const [buffer] = states.state.a.buffers as [JsonObject];
  expect(largeAt(buffer, "data")).toBeDefined();
  expect(writeJson(buffer)).toContain(Buffer.from(bytes).toString("base64"));
  expect(buffer["data"]).toBe(Buffer.from(bytes).toString("base64"));
});

it("keeps the last state of each widget, buffers by path, and leaves out comms that are no widgets", () => {
  const widgets = new WidgetStates(() => {});
  const bytes = new TextEncoder();
  expect(widgets.metadata()).toBeUndefined();
  expect(widgets.take(comm("comm_open", "a", { _model_name: "M", value: 1 }, [["b"]], [bytes.encode("old")]))).toBe(
    true,
  );
  widgets.take(comm("comm_msg", "a", { value: 2 }, [["b"]], [bytes.encode("new")]));
  widgets.take(comm("comm_open", "other", { x: 1 }));
  widgets.take(message("comm_msg", { comm_id: "a", data: { method: "custom" } }));
  expect(widgets.metadata()).toEqual({
    [WIDGET_STATE_MIME]: {
      version_major: 2,
      version_minor: 0,
      state: {
        a: {
          model_name: "M",
          model_module: null,
          model_module_version: null,
          state: { _model_name: "M", value: 2 },
          buffers: [{ data: "bmV3", encoding: "base64", path: ["b"] }],
        },
      },
    },
  });
});

it("hands outputs to an Output widget while it captures, and tells the kernel what it holds", () => {
  const sent: unknown[] = [];
  const widgets = new WidgetStates((id, state) => sent.push([id, structuredClone(state)]));
  const print = (text: string): boolean => widgets.take(message("stream", { name: "stdout", text }));
  const model = { _model_name: "OutputModel", _model_module: "@jupyter-widgets/output", outputs: [] };
  widgets.take(comm("comm_open", "out", model));
  expect(print("before")).toBe(false);
  widgets.take(comm("comm_msg", "out", { msg_id: parent.msg_id }));
  expect([print("a"), print("b")]).toEqual([true, true]);
  widgets.take(message("clear_output", { wait: true }));
  print("c");
  widgets.take(comm("comm_msg", "out", { msg_id: "" }));
  expect(print("after")).toBe(false);
  const outputs = (text: string): JsonObject => ({ outputs: [{ output_type: "stream", name: "stdout", text }] });
  expect(sent).toEqual([
    ["out", outputs("a")],
    ["out", outputs("ab")],
    ["out", outputs("c")],
  ]);
});

it("adds what an Output widget captures to the outputs that it is made with", () => {
  const sent: unknown[] = [];
  const widgets = new WidgetStates((_, state) => sent.push(state));
  const first = { output_type: "stream", name: "stdout", text: "first\n" };
  const model = { _model_name: "OutputModel", _model_module: "@jupyter-widgets/output", outputs: [first] };
  widgets.take(comm("comm_open", "out", model));
  widgets.take(comm("comm_msg", "out", { msg_id: parent.msg_id }));
  widgets.take(message("stream", { name: "stdout", text: "second\n" }));
  expect(sent).toEqual([{ outputs: [{ ...first, text: "first\nsecond\n" }] }]);
});

it.each([
  [{}, {}, undefined, undefined],
  [{}, {}, 3, 3000],
  [{}, { timeout: 2 }, 3, 2000],
  [{ timeout: 0.5 }, { timeout: 2 }, 3, 500],
  [{ timeout: 0 }, { timeout: 2 }, 3, undefined],
  [{ timeout: "1" }, {}, 3, 3000],
])("cell %j, notebook %j, caller %s: a limit of %s ms", (ofCell, ofNotebook, caller, expected) => {
  const notebook = makeNotebook("python3", ["1"]);
  notebook.metadata["cellmill"] = ofNotebook as JsonObject;
  notebook.cells[0]!.metadata["cellmill"] = ofCell as JsonObject;
  expect(cellTimeoutMs(notebook.cells[0] as CodeCell, notebook, caller)).toBe(expected);
});
