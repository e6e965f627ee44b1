import { type Cell, isJsonObject, JsonFloat, type JsonObject, type JsonValue, objectAt } from "../../nbformat/index.js";

/** nbmake's settings of a notebook: `metadata.execution.{timeout, allow_errors}`. */
export function nbmakeNotebook(metadata: JsonObject): { timeoutSeconds?: number; allowErrors?: boolean } {
  const execution = objectAt(metadata, "execution");
  if (execution === undefined) return {};
  const timeout = execution["timeout"];
  const seconds = timeout instanceof JsonFloat ? timeout.value : timeout;
  return {
    // nbclient takes 0 and less for no limit, as `timeoutSeconds` 0 is.
    ...(typeof seconds === "number" ? { timeoutSeconds: Math.max(0, seconds) } : {}),
    ...(typeof execution["allow_errors"] === "boolean" ? { allowErrors: execution["allow_errors"] } : {}),
  };
}

/** nbmake's settings of a cell: variables to set and lines to run after it, `metadata.nbmake.{mock, post_cell_execute}`. */
export function nbmakeCell(cell: Cell): { mocks?: Readonly<Record<string, JsonValue>>; postCellExecute?: string[] } {
  const settings = objectAt(cell.metadata, "nbmake");
  if (settings === undefined) return {};
  const mock = settings["mock"];
  const lines = settings["post_cell_execute"];
  return {
    ...(isJsonObject(mock) ? { mocks: { ...mock } as Record<string, JsonValue> } : {}),
    ...(Array.isArray(lines) ? { postCellExecute: lines.filter((line) => typeof line === "string") } : {}),
  };
}
