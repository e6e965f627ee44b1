import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.js";

/** A notebook of format 1 as format 2: a list of code and text cells without outputs or metadata. */
export function upgradeFromV1(notebook: JsonObject): JsonObject {
  const cells = (Array.isArray(notebook["cells"]) ? notebook["cells"] : []).filter(isJsonObject);
  return { metadata: {}, nbformat: 2, worksheets: [{ cells: cells.map(upgradeCell) }] };
}

function upgradeCell(cell: JsonObject): JsonObject {
  if (cell["cell_type"] !== "code") return { cell_type: "markdown", source: textOf(cell["text"]) };
  const { prompt_number } = cell;
  return {
    cell_type: "code",
    collapsed: false,
    input: textOf(cell["code"]),
    language: "python",
    outputs: [],
    ...(prompt_number === undefined || prompt_number === null ? {} : { prompt_number }),
  };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The texts of format 2 were split into lines without their ends. */
export function separatorOfV2(): string {
  return "\n";
}

/** Format 3 keeps line ends, but files exist that were written without. */
export function separatorOfV3(firstEnd: string): string {
  return /[\n\r]$/.test(firstEnd) ? "" : "\n";
}
