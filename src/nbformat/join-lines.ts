import { isJsonObject, type JsonObject, type JsonValue, setKey } from "./json-value.js";
import { largeAt, setLarge } from "./large/large-members.js";
import { LargeJson, LargeTextList } from "./large/large-value.js";
import { isJsonMime } from "./mime.js";

/** Joins the lists of lines of a cell as read from a file: source, attachments, outputs. In place. */
export function joinCellLines(cell: JsonObject): void {
  joinKey(cell, "source");
  const attachments = cell["attachments"];
  if (isJsonObject(attachments)) for (const bundle of Object.values(attachments)) joinBundle(bundle);
  if (cell["cell_type"] !== "code") return;
  const large = largeAt(cell, "outputs");
  if (large instanceof LargeJson) setLarge(cell, "outputs", large.withItems(joinOutputLines));
  else if (Array.isArray(cell["outputs"])) for (const output of cell["outputs"]) joinOutputLines(output);
}

/** Joins the lists of lines of an output as read from a file, in place. */
export function joinOutputLines(output: JsonValue): void {
  if (!isJsonObject(output)) return;
  const type = output["output_type"];
  if (type === "execute_result" || type === "display_data") joinBundle(output["data"]);
  else if (type) joinKey(output, "text");
}

function joinBundle(bundle: JsonValue | undefined): void {
  if (!isJsonObject(bundle)) return;
  for (const key of Object.keys(bundle)) if (!isJsonMime(key)) joinKey(bundle, key);
}

function joinKey(object: JsonObject, key: string): void {
  const large = largeAt(object, key);
  if (large !== undefined) {
    if (large instanceof LargeTextList) setLarge(object, key, large.joined);
    return;
  }
  const value = object[key];
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) setKey(object, key, value.join(""));
}
