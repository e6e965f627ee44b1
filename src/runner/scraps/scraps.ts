import { NotebookError } from "../../core/index.js";
import {
  isCodeCell,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Notebook,
  type Output,
  objectAt,
  readJson,
  stringAt,
} from "../../nbformat/index.js";
import { pythonStr } from "../parameters/python-repr.js";
import { toParameterValue } from "../parameters/value.js";

/** A value that a notebook keeps under a name: the fields of Python's scrapbook. */
export interface Scrap {
  readonly name: string;
  /** The value; `null` for a scrap that is only shown. */
  readonly data: JsonValue;
  /** `text`, `json`, or another of scrapbook's encoders; `display` for a scrap that is only shown. */
  readonly encoder: string;
  /** The output that shows it, or `null`. */
  readonly display: Output | null;
}

const SCRAP_PREFIX = "application/scrapbook.scrap";
/** Older papermill's `record` wrote `{name: value}` under `application/papermill.record+json`. */
const RECORD_PREFIX = "application/papermill.record";

/**
 * All scraps of a notebook by name, in the order they were kept; a later one of the same name wins. Values of encoders
 * other than `json` and `text` come as they are stored (`pandas`: Parquet in base64).
 */
export function readScraps(notebook: Notebook): Map<string, Scrap> {
  const scraps = new Map<string, Scrap>();
  for (const [index, cell] of notebook.cells.entries()) {
    if (!isCodeCell(cell)) continue;
    for (const output of cell.outputs) {
      for (const scrap of scrapsOf(output, `cell ${index + 1}`)) {
        const before = scraps.get(scrap.name);
        // What is shown comes in an output behind that of the value.
        const isShown = before !== undefined && before.encoder !== "display" && scrap.encoder === "display";
        scraps.set(scrap.name, isShown ? { ...before, display: scrap.display } : scrap);
      }
    }
  }
  return scraps;
}

function scrapsOf(output: Output, where: string): Scrap[] {
  const shown = shownName(objectAt(output, "metadata") ?? {});
  const found = new Map<string, Scrap>();
  for (const [type, payload] of Object.entries(objectAt(output, "data") ?? {})) {
    const value = keptValue(type, payload as JsonValue, where);
    if (value !== undefined) found.set(value.name, { ...value, display: value.name === shown ? output : null });
  }
  if (shown !== undefined && !found.has(shown))
    found.set(shown, { name: shown, data: null, encoder: "display", display: output });
  return [...found.values()];
}

/** The value that an output keeps under a MIME type of scrapbook or older papermill. */
function keptValue(type: string, payload: JsonValue, where: string): Omit<Scrap, "display"> | undefined {
  if (type.startsWith(RECORD_PREFIX)) {
    const entry = isJsonObject(payload) ? Object.entries(payload)[0] : undefined;
    if (entry === undefined) return undefined;
    const encoder = type.slice(RECORD_PREFIX.length + 1);
    return { name: entry[0], data: decoded(encoder, entry[1] ?? null), encoder };
  }
  if (!type.startsWith(SCRAP_PREFIX)) return undefined;
  const name = isJsonObject(payload) ? stringAt(payload, "name") : undefined;
  if (!isJsonObject(payload) || name === undefined)
    throw new NotebookError({ what: `the output of type ${type} is no scrap: it has no name`, where });
  const encoder = stringAt(payload, "encoder") ?? /\.scrap\.(\w+)\+json$/.exec(type)?.[1] ?? "json";
  return { name, data: decoded(encoder, payload["data"] ?? null), encoder };
}

/** The name under which an output shows something, by scrapbook or by older papermill. */
function shownName(metadata: JsonObject): string | undefined {
  if (metadata["papermill"] !== undefined) return stringAt(objectAt(metadata, "papermill") ?? {}, "name") || undefined;
  const label = objectAt(metadata, "scrapbook") ?? {};
  return label["display"] ? stringAt(label, "name") || undefined : undefined;
}

// As scrapbook does: JSON may have been kept as its text, and what was kept as text is one.
function decoded(encoder: string, data: JsonValue): JsonValue {
  if (encoder === "text" && typeof data !== "string" && data !== null) return pythonStr(toParameterValue(data, "data"));
  if (encoder !== "json" || typeof data !== "string") return data;
  try {
    return readJson(data);
  } catch {
    return data;
  }
}
