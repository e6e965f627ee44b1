import { jsonPieces } from "./json-pieces.js";
import { isJsonObject, type JsonObject, type JsonValue, objectAt, setKey, stringAt } from "./json-value.js";
import { firstTextEnd } from "./large/first-text-end.js";
import { copyAs, without } from "./large/kept-copies.js";
import { keptAt, setLarge } from "./large/large-members.js";
import { LargeJson, LargeText, LargeTextList } from "./large/large-value.js";
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

/** What stands between the lines of a text, as the format it was written in has them, given the end of its first line. */
export type LineSeparator = (firstEnd: string) => string;

/** The output's texts that files hold as lines. */
const SPLIT_ALIASES = new Set(["text", "html", "svg", "latex", "javascript", "json"]);

/** A notebook of format 2 or 3 as format 4.4, its worksheets laid end to end; cell ids come with the step to 4.5. */
export function upgradeFromV3(notebook: JsonObject, separator: LineSeparator, where: string): JsonObject {
  const { worksheets, metadata } = notebook;
  const cells = (Array.isArray(worksheets) ? worksheets : []).flatMap((sheet) =>
    isJsonObject(sheet) && Array.isArray(sheet["cells"]) ? sheet["cells"] : [],
  );
  const upgraded = without(notebook, ["worksheets", "orig_nbformat", "orig_nbformat_minor"]);
  upgraded["metadata"] = isJsonObject(metadata) ? without(metadata, ["name", "signature"]) : {};
  upgraded["nbformat"] = 4;
  upgraded["nbformat_minor"] = 4;
  upgraded["cells"] = cells
    .filter(isJsonObject)
    .map((cell, index) => upgradeCell(cell, separator, `${where}: cell ${index + 1}`));
  return upgraded;
}

function upgradeCell(cell: JsonObject, separator: LineSeparator, where: string): JsonObject {
  const metadata = without(objectAt(cell, "metadata") ?? {}, ["trusted"]);
  const rest = without(cell, ["trusted"]);
  if (keptAt(rest, "rendered") !== undefined) joinLines(rest, "rendered", separator);
  if (cell["cell_type"] === "code") return upgradeCodeCell(rest, metadata, separator, where);
  joinSource(rest, separator);
  if (cell["cell_type"] === "heading") {
    const { level, source } = rest;
    const title = typeof source === "string" ? splitLines(source).map(withoutLineEnd) : [];
    return {
      ...without(rest, ["level"]),
      metadata,
      cell_type: "markdown",
      source: `${"#".repeat(Math.max(0, Number(level ?? 1)))} ${title.join(" ")}`,
    };
  }
  rest["metadata"] = metadata;
  rest["cell_type"] = cell["cell_type"] === "html" ? "markdown" : (cell["cell_type"] ?? "raw");
  return rest;
}

function upgradeCodeCell(cell: JsonObject, metadata: JsonObject, separator: LineSeparator, where: string): JsonObject {
  const { collapsed } = cell;
  if (collapsed !== undefined) metadata["collapsed"] = collapsed;
  const upgraded = without(cell, ["language", "input", "prompt_number", "collapsed", "outputs"]);
  upgraded["metadata"] = metadata;
  copyAs(cell, "input", upgraded, "source");
  joinSource(upgraded, separator);
  upgraded["execution_count"] = cell["prompt_number"] ?? null;
  const outputs = keptAt(cell, "outputs");
  if (outputs instanceof LargeJson && outputs.isList)
    setLarge(upgraded, "outputs", upgradedOutputs(outputs, separator, where));
  else upgraded["outputs"] = [...upgradeOutputs(Array.isArray(outputs) ? outputs : [], separator, where)];
  return upgraded;
}

function joinSource(cell: JsonObject, separator: LineSeparator): void {
  if ((keptAt(cell, "source") ?? null) === null) cell["source"] = "";
  else joinLines(cell, "source", separator);
}

/** A long list of outputs, each of which is upgraded when it comes out of it. */
function upgradedOutputs(outputs: LargeJson, separator: LineSeparator, where: string): LargeJson {
  const items = (): Iterable<JsonValue> => upgradeOutputs(outputs.items(), separator, where);
  return new LargeJson(outputs.byteLength, {
    isList: true,
    items,
    read: () => [...items()],
    write: (level) => jsonPieces([...items()], level),
  });
}

function* upgradeOutputs(outputs: Iterable<JsonValue>, separator: LineSeparator, where: string): Generator<JsonObject> {
  for (const output of outputs) if (isJsonObject(output)) yield upgradeOutput(output, separator, where);
}

function upgradeOutput(given: JsonObject, separator: LineSeparator, where: string): JsonObject {
  const output = without(given, []);
  for (const key of Object.keys(output)) if (SPLIT_ALIASES.has(key)) joinLines(output, key, separator);
  const type = output["output_type"];
  if (type === "pyerr") output["output_type"] = "error";
  if (type === "stream") {
    const upgraded = without(output, ["stream"]);
    upgraded["name"] = output["stream"] ?? "stdout";
    return upgraded;
  }
  if (type !== "pyout" && type !== "display_data") return output;
  const { prompt_number, metadata } = output;
  const data = withMimeKeys(without(output, ["output_type", "prompt_number", "metadata"]));
  const json = stringAt(data, "application/json");
  if (json !== undefined) data["application/json"] = readJson(json, `${where}: application/json output`);
  const common = { data, metadata: isJsonObject(metadata) ? withMimeKeys(metadata) : {} };
  if (type === "display_data") return { output_type: "display_data", ...common };
  return { output_type: "execute_result", execution_count: prompt_number ?? null, ...common };
}

function withMimeKeys(bundle: JsonObject): JsonObject {
  const data: JsonObject = {};
  for (const alias of Object.keys(bundle))
    copyAs(bundle, alias, data, Object.hasOwn(MIME_OF_ALIAS, alias) ? (MIME_OF_ALIAS[alias] as string) : alias);
  return data;
}

/** Joins the lines of a member if it is a list of texts, in place. */
function joinLines(object: JsonObject, key: string, separator: LineSeparator): void {
  const value = keptAt(object, key);
  if (value instanceof LargeTextList) setLarge(object, key, joinedText(value, separator(firstTextEnd(value))));
  else if (Array.isArray(value) && value.every((line) => typeof line === "string"))
    setKey(object, key, value.join(separator(value[0] ?? "")));
}

function joinedText(list: LargeTextList, separator: string): LargeText {
  return separator === "" ? list.joined : new LargeText(list.byteLength, () => list.separated(separator));
}
