import { isJsonObject, type JsonObject, type JsonValue, objectAt, setKey, stringAt } from "./json-value.js";
import { readJson } from "./read-json.js";
import { splitLines, withoutLineEnd } from "./split-lines.js";

/** The short names of format 3 for MIME types. */
const MIME_OF_ALIAS: Readonly<Record<string, string>> = {
  text: "text/plain",
  html: "text/html",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  latex: "text/latex",
  json: "application/json",
  javascript: "application/javascript",
};

/** Puts the lines of a text together, as the format it was written in has them. */
export type JoinLines = (lines: readonly string[]) => string;

/** The output's texts that files hold as lines. */
const SPLIT_ALIASES = new Set(["text", "html", "svg", "latex", "javascript", "json"]);

/** A notebook of format 2 or 3 as format 4.4, its worksheets laid end to end; cell ids come with the step to 4.5. */
export function upgradeFromV3(notebook: JsonObject, joinLines: JoinLines): JsonObject {
  const { worksheets, orig_nbformat: _format, orig_nbformat_minor: _minor, metadata, ...rest } = notebook;
  const kept = isJsonObject(metadata) ? { ...metadata } : {};
  delete kept["name"];
  delete kept["signature"];
  const cells = (Array.isArray(worksheets) ? worksheets : []).flatMap((sheet) =>
    isJsonObject(sheet) && Array.isArray(sheet["cells"]) ? sheet["cells"] : [],
  );
  return {
    ...rest,
    metadata: kept,
    nbformat: 4,
    nbformat_minor: 4,
    cells: cells.filter(isJsonObject).map((cell) => upgradeCell(cell, joinLines)),
  };
}

function upgradeCell(cell: JsonObject, joinLines: JoinLines): JsonObject {
  const { trusted: _trustedCell, ...metadata } = objectAt(cell, "metadata") ?? {};
  const { trusted: _trusted, ...rest } = cell;
  const joined = (value: JsonValue): JsonValue => joinedLines(value, joinLines);
  if (rest["rendered"] !== undefined) rest["rendered"] = joined(rest["rendered"]);
  if (cell["cell_type"] === "code") {
    const { language: _language, input, prompt_number, collapsed, outputs, ...others } = rest;
    if (collapsed !== undefined) metadata["collapsed"] = collapsed;
    return {
      ...others,
      metadata,
      source: joined(input ?? ""),
      execution_count: prompt_number ?? null,
      outputs: (Array.isArray(outputs) ? outputs : [])
        .filter(isJsonObject)
        .map((output) => upgradeOutput(output, joinLines)),
    };
  }
  if (cell["cell_type"] === "heading") {
    const { level, ...others } = rest;
    const text = joined(rest["source"] ?? "");
    const title = typeof text === "string" ? splitLines(text).map(withoutLineEnd) : [];
    return {
      ...others,
      metadata,
      cell_type: "markdown",
      source: `${"#".repeat(Number(level ?? 1))} ${title.join(" ")}`,
    };
  }
  const type = cell["cell_type"] === "html" ? "markdown" : (cell["cell_type"] ?? "raw");
  return { ...rest, metadata, cell_type: type, source: joined(rest["source"] ?? "") };
}

function upgradeOutput(given: JsonObject, joinLines: JoinLines): JsonObject {
  const output: JsonObject = {};
  for (const [key, value] of Object.entries(given))
    setKey(output, key, SPLIT_ALIASES.has(key) ? joinedLines(value as JsonValue, joinLines) : (value as JsonValue));
  const type = output["output_type"];
  if (type === "pyerr") return { ...output, output_type: "error" };
  if (type === "stream") {
    const { stream, ...rest } = output;
    return { ...rest, name: stream ?? "stdout" };
  }
  if (type !== "pyout" && type !== "display_data") return output;
  const { output_type: _type, prompt_number, metadata, ...payload } = output;
  const data = withMimeKeys(payload);
  const json = stringAt(data, "application/json");
  if (json !== undefined) data["application/json"] = readJson(json, "application/json output");
  const common = { data, metadata: isJsonObject(metadata) ? withMimeKeys(metadata) : {} };
  if (type === "display_data") return { output_type: "display_data", ...common };
  return { output_type: "execute_result", execution_count: prompt_number ?? null, ...common };
}

function withMimeKeys(bundle: JsonObject): JsonObject {
  const data: JsonObject = {};
  for (const [alias, value] of Object.entries(bundle)) {
    const mime = Object.hasOwn(MIME_OF_ALIAS, alias) ? (MIME_OF_ALIAS[alias] as string) : alias;
    setKey(data, mime, value as JsonValue);
  }
  return data;
}

function joinedLines(value: JsonValue, joinLines: JoinLines): JsonValue {
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? joinLines(value) : value;
}
