import { OptionError } from "../../core/index.js";
import {
  isCodeCell,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Notebook,
  newCodeCell,
  type Output,
  objectAt,
  readJson,
  stringAt,
} from "../../nbformat/index.js";

/** A value that a notebook keeps under a name, as Python's scrapbook writes and reads it. */
export interface Scrap {
  readonly name: string;
  /** The value; absent for a scrap that is only shown. */
  readonly data?: JsonValue;
  /** `text`, `json`, or another of scrapbook's encoders; `display` for a scrap that is only shown. */
  readonly encoder: string;
  /** What is shown under the name: MIME types with their data. */
  readonly display?: JsonObject;
}

const SCRAP_MIME = /^application\/scrapbook\.scrap\.([A-Za-z0-9_]+)\+json$/;
/** Older papermill's `record` wrote `{name: value}` under this type. */
const RECORD_MIME = "application/papermill.record+json";

/** All scraps of a notebook by name, in the order they were kept; a later one of the same name wins. */
export function readScraps(notebook: Notebook): Map<string, Scrap> {
  const scraps = new Map<string, Scrap>();
  const add = (scrap: Scrap): void => {
    const before = scraps.get(scrap.name);
    const { display, ...rest } = { ...before, ...scrap };
    // What is shown and what is kept may come in two outputs.
    scraps.set(scrap.name, {
      ...rest,
      encoder: scrap.encoder === "display" && before !== undefined ? before.encoder : scrap.encoder,
      ...(display === undefined ? {} : { display }),
    });
  };
  for (const cell of notebook.cells) {
    if (isCodeCell(cell)) for (const output of cell.outputs) for (const scrap of scrapsOf(output)) add(scrap);
  }
  return scraps;
}

function scrapsOf(output: Output): Scrap[] {
  const data = objectAt(output, "data");
  if (data === undefined) return [];
  const found: Scrap[] = [];
  for (const [type, payload] of Object.entries(data)) {
    const encoder = SCRAP_MIME.exec(type)?.[1];
    if (!isJsonObject(payload)) continue;
    const name = stringAt(payload, "name");
    if (encoder !== undefined && name !== undefined)
      found.push({ name, encoder, data: decoded(encoder, payload["data"] ?? null) });
    else if (type === RECORD_MIME)
      for (const [key, value] of Object.entries(payload))
        found.push({ name: key, encoder: "json", data: decoded("json", value ?? null) });
  }
  const name = shownName(objectAt(output, "metadata") ?? {});
  if (name !== undefined) found.push({ name, encoder: "display", display: data });
  return found;
}

/** The name under which an output shows something, by scrapbook or by older papermill. */
function shownName(metadata: JsonObject): string | undefined {
  const old = stringAt(objectAt(metadata, "papermill") ?? {}, "name");
  if (old) return old;
  const label = objectAt(metadata, "scrapbook") ?? {};
  // With `data: true` the payload is the scrap; else the output itself is what is shown.
  return label["display"] === true && label["data"] !== true ? stringAt(label, "name") : undefined;
}

// As scrapbook does: JSON may have been kept as its text.
function decoded(encoder: string, data: JsonValue): JsonValue {
  if (encoder !== "json" || typeof data !== "string") return data;
  try {
    return readJson(data);
  } catch {
    return data;
  }
}

/** The output that keeps a value under a name: texts by the encoder `text`, all else as JSON. */
export function scrapOutput(name: string, data: JsonValue): Output {
  if (name === "") throw new OptionError({ what: "a scrap needs a name" });
  // Its schema knows no null on top: one would keep scrapbook from reading the whole notebook.
  if (data === null) throw new OptionError({ what: `scrap ${name}`, expected: "a value", got: "null" });
  const encoder = typeof data === "string" ? "text" : "json";
  return {
    output_type: "display_data",
    data: { [`application/scrapbook.scrap.${encoder}+json`]: { name, data, encoder, version: 1 } },
    metadata: { scrapbook: { name, data: true, display: false } },
  };
}

/** Keeps values in a notebook, in place: as outputs of its last code cell, or of a new empty one. */
export function recordScraps(notebook: Notebook, values: ReadonlyMap<string, JsonValue> | Readonly<JsonObject>): void {
  const entries = values instanceof Map ? [...(values as Map<string, JsonValue>)] : Object.entries(values);
  let cell = notebook.cells.findLast(isCodeCell);
  if (cell === undefined) {
    cell = newCodeCell(notebook, "");
    notebook.cells.push(cell);
  }
  for (const [name, data] of entries) cell.outputs.push(scrapOutput(name, data ?? null));
}
