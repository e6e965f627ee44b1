import { OptionError } from "../../core/index.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../../nbformat/index.js";
import type { Sanitizer } from "../normalise/index.js";

/** What pytest-notebook's `metadata.nbreg` asks for, paths below one cell. */
export interface NbregSettings {
  readonly ignorePaths: readonly string[];
  readonly sanitizers: readonly Sanitizer[];
  readonly skip: boolean;
  readonly skipReason?: string;
}

/** `nbreg` of a notebook, as it concerns the cell with this index (undefined: only what concerns all cells). */
export function nbregNotebook(metadata: JsonObject, cellIndex: number | undefined): NbregSettings {
  return read(metadata, "notebook", (path) => {
    const match = /^\/cells\/(\*|\d+)(\/.*)?$/s.exec(path);
    if (match === null) return path === "/cells" ? "" : undefined;
    return match[1] === "*" || Number(match[1]) === cellIndex ? (match[2] ?? "") : undefined;
  });
}

/** `nbreg` of a cell. */
export function nbregCell(metadata: JsonObject): NbregSettings {
  return read(metadata, "cell", (path) => path);
}

// A path of pytest-notebook's schema, but with capitals and dots: keys of JSON and MIME types have them.
const PATH = /^\/[\w/+*.-]*$/;

function read(metadata: JsonObject, where: string, toCellPath: (path: string) => string | undefined): NbregSettings {
  const settings = metadata["nbreg"];
  if (settings === undefined) return { ignorePaths: [], sanitizers: [], skip: false };
  if (!isJsonObject(settings)) throw wrong(where, "", "an object", settings);
  const ignorePaths: string[] = [];
  for (const path of list(settings, "diff_ignore", where)) {
    if (typeof path !== "string" || !PATH.test(path))
      throw wrong(where, ".diff_ignore", "paths such as /outputs/0", path);
    const inCell = toCellPath(path);
    if (inCell !== undefined) ignorePaths.push(inCell);
  }
  const sanitizers: Sanitizer[] = [];
  for (const entry of list(settings, "diff_replace", where)) {
    const [path, pattern, replacement, ...more] = Array.isArray(entry) ? entry : [];
    if (
      typeof path !== "string" ||
      !PATH.test(path) ||
      typeof pattern !== "string" ||
      typeof replacement !== "string" ||
      more.length > 0
    )
      throw wrong(where, ".diff_replace", "lists of a path, an expression and its replacement", entry);
    const inCell = toCellPath(path);
    if (inCell !== undefined) sanitizers.push({ pattern, replacement, path: inCell, syntax: "python" });
  }
  const { skip = false, skip_reason: reason = "" } = settings;
  if (typeof skip !== "boolean") throw wrong(where, ".skip", "true or false", skip);
  if (typeof reason !== "string") throw wrong(where, ".skip_reason", "a text", reason);
  return { ignorePaths, sanitizers, skip, ...(reason === "" ? {} : { skipReason: reason }) };
}

function list(settings: JsonObject, name: string, where: string): readonly JsonValue[] {
  const value = settings[name];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrong(where, `.${name}`, "a list", value);
  return value;
}

// pytest-notebook refuses such a notebook too; what is left out by mistake would hide nothing or all.
function wrong(where: string, name: string, expected: string, got: JsonValue | undefined): OptionError {
  return new OptionError({ what: `metadata.nbreg${name}`, where, expected, got: excerptOf(got) });
}

function excerptOf(value: JsonValue | undefined): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  return Array.isArray(value) ? "a list" : value !== null && typeof value === "object" ? "an object" : String(value);
}
