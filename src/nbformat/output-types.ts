import { isJsonObject, type JsonObject } from "./json-value.js";
import type { Output } from "./types.js";

/** What a cell printed: `name` is stdout or stderr. */
export interface StreamOutput extends Output {
  output_type: "stream";
  name: string;
  text: string;
}

/** What a cell showed, or its value: `data` by MIME type. */
export interface DisplayOutput extends Output {
  output_type: "display_data" | "execute_result";
  data: JsonObject;
  metadata: JsonObject;
}

/** What a cell raised. */
export interface ErrorOutput extends Output {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

/** True for a stream output that has its keys. */
export function isStreamOutput(output: Output): output is StreamOutput {
  return output.output_type === "stream" && isText(output["name"]) && isText(output["text"]);
}

/** True for a `display_data` or `execute_result` that has its keys. */
export function isDisplayOutput(output: Output): output is DisplayOutput {
  const { output_type: type, data, metadata } = output;
  return (type === "display_data" || type === "execute_result") && isJsonObject(data) && isJsonObject(metadata);
}

/** True for an error output that has its keys. */
export function isErrorOutput(output: Output): output is ErrorOutput {
  const { output_type: type, ename, evalue, traceback } = output;
  return type === "error" && isText(ename) && isText(evalue) && Array.isArray(traceback) && traceback.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
