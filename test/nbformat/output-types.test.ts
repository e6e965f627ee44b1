import { expect, it } from "vitest";
import { isDisplayOutput, isErrorOutput, isStreamOutput } from "../../src/nbformat/index.js";

it.each([
  [{ output_type: "stream", name: "stdout", text: "" }, "stream"],
  [{ output_type: "stream", name: "stdout" }, ""],
  [{ output_type: "display_data", data: {}, metadata: {} }, "display"],
  [{ output_type: "execute_result", data: {}, metadata: {}, execution_count: 1 }, "display"],
  [{ output_type: "display_data", data: [], metadata: {} }, ""],
  [{ output_type: "error", ename: "E", evalue: "", traceback: ["a"] }, "error"],
  [{ output_type: "error", ename: "E", evalue: "", traceback: [1] }, ""],
  [{ output_type: "pyout", data: {}, metadata: {} }, ""],
])("%j is %j to the guards", (output, kind) => {
  const kinds = { stream: isStreamOutput(output), display: isDisplayOutput(output), error: isErrorOutput(output) };
  expect(Object.entries(kinds).flatMap(([name, holds]) => (holds ? [name] : []))).toEqual(kind === "" ? [] : [kind]);
});
