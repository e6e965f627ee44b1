import { checkOption, NotebookError, OptionError, rejectUnknown } from "../../core/index.js";
import { isJsonObject, JsonFloat, type JsonObject, type JsonValue, objectAt } from "../../nbformat/index.js";

/** What `metadata.cellmill.check` of a notebook or a cell may say beside the comparison rules. */
export interface MarkerSettings {
  readonly ignoreOutput?: boolean;
  readonly checkOutput?: boolean;
  readonly raisesException?: boolean;
  readonly skip?: boolean;
  readonly skipReason?: string;
  readonly timeoutSeconds?: number;
  readonly retries?: number;
}

export const MARKER_SETTING_NAMES: readonly (keyof MarkerSettings)[] = [
  "ignoreOutput",
  "checkOutput",
  "raisesException",
  "skip",
  "skipReason",
  "timeoutSeconds",
  "retries",
];

/** `cellmill.check` of a notebook's or cell's metadata as plain data (whole floats as numbers); empty if there is none. */
export function checkSettings(metadata: JsonObject, where: string): Readonly<Record<string, unknown>> {
  const ours = objectAt(metadata, "cellmill");
  if (ours === undefined || !Object.hasOwn(ours, "check")) return {};
  const check = ours["check"];
  if (!isJsonObject(check))
    throw new NotebookError({
      what: "metadata.cellmill.check",
      where,
      expected: "an object",
      got: check === null ? "null" : typeof check,
    });
  return plain(check, where, 0) as Record<string, unknown>;
}

// Settings are shallow; the limit keeps a hostile file from exhausting the stack.
function plain(value: JsonValue | undefined, where: string, depth: number): unknown {
  if (depth > 8) throw new NotebookError({ what: "metadata.cellmill.check is nested too deeply", where });
  if (value instanceof JsonFloat) return value.value;
  if (Array.isArray(value)) return value.map((item) => plain(item, where, depth + 1));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, where, depth + 1)]));
}

/** The marker settings among the given ones, checked; `known` are the names that are allowed beside them. */
export function markerSettings(
  settings: Readonly<Record<string, unknown>>,
  where: string,
  known: readonly string[],
): MarkerSettings {
  const names: readonly string[] = [...MARKER_SETTING_NAMES, ...known];
  rejectUnknown(Object.fromEntries(Object.entries(settings).filter(([key]) => !names.includes(key))), where, names);
  const { ignoreOutput, checkOutput, raisesException, skip, skipReason, timeoutSeconds, retries } = settings;
  for (const [name, value] of Object.entries({ ignoreOutput, checkOutput, raisesException, skip }))
    checkOption(value === undefined || typeof value === "boolean", where, name, "true or false", value);
  checkOption(skipReason === undefined || typeof skipReason === "string", where, "skipReason", "a text", skipReason);
  checkOption(
    timeoutSeconds === undefined || (typeof timeoutSeconds === "number" && timeoutSeconds > 0),
    where,
    "timeoutSeconds",
    "a number above 0",
    timeoutSeconds,
  );
  checkOption(
    retries === undefined || (Number.isInteger(retries) && (retries as number) >= 0),
    where,
    "retries",
    "a whole number of at least 0",
    retries,
  );
  if (ignoreOutput === true && checkOutput === true)
    throw new OptionError({ what: "ignoreOutput and checkOutput exclude each other", where });
  return Object.fromEntries(
    Object.entries(settings).filter(([key]) => (MARKER_SETTING_NAMES as readonly string[]).includes(key)),
  ) as MarkerSettings;
}
