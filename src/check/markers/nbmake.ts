import { describeValue, OptionError } from "../../core/index.js";
import { type Cell, isJsonObject, JsonFloat, type JsonObject, type JsonValue, objectAt } from "../../nbformat/index.js";

/**
 * nbmake's settings of a notebook: `metadata.execution.{timeout, allow_errors}`.
 * @throws OptionError for values of a wrong kind, with which nbmake fails
 */
export function nbmakeNotebook(metadata: JsonObject): { timeoutSeconds?: number; allowErrors?: boolean } {
  const execution = objectAt(metadata, "execution");
  if (execution === undefined) return {};
  const timeout = secondsOf(execution["timeout"]);
  const { allow_errors: allowErrors } = execution;
  if (allowErrors !== undefined && allowErrors !== null && typeof allowErrors !== "boolean")
    throw wrong("allow_errors", "true or false", allowErrors);
  return {
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(typeof allowErrors === "boolean" ? { allowErrors } : {}),
  };
}

// nbclient takes null, 0 and less for no limit, as `timeoutSeconds` 0 is.
function secondsOf(timeout: JsonValue | undefined): number | undefined {
  if (timeout === undefined) return undefined;
  if (timeout === null) return 0;
  const seconds = timeout instanceof JsonFloat ? timeout.value : timeout;
  if (typeof seconds !== "number" || Number.isNaN(seconds)) throw wrong("timeout", "seconds", timeout);
  return Math.max(0, seconds);
}

function wrong(name: string, expected: string, got: JsonValue): OptionError {
  return new OptionError({
    what: `metadata.execution.${name}`,
    where: "notebook",
    expected,
    got: describeValue(got),
  });
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
