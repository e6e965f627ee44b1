import { type JsonObject, type JsonValue, objectAt } from "../../nbformat/index.js";
import { fromPython, type Sanitizer } from "../normalise/index.js";

/** What pytest-notebook's `metadata.nbreg` asks for, paths below one cell. */
export interface NbregSettings {
  readonly ignorePaths: readonly string[];
  readonly sanitizers: readonly Sanitizer[];
  readonly skip: boolean;
  readonly skipReason?: string;
}

/** `nbreg` of a notebook, as it concerns the cell with this index (undefined: only what concerns all cells). */
export function nbregNotebook(metadata: JsonObject, cellIndex: number | undefined): NbregSettings {
  return read(metadata, (path) => {
    const match = /^\/cells\/(\*|\d+)(\/.*)?$/s.exec(path);
    if (match === null) return path === "/cells" ? "" : undefined;
    return match[1] === "*" || Number(match[1]) === cellIndex ? (match[2] ?? "") : undefined;
  });
}

/** `nbreg` of a cell. */
export function nbregCell(metadata: JsonObject): NbregSettings {
  return read(metadata, (path) => path);
}

function read(metadata: JsonObject, toCellPath: (path: string) => string | undefined): NbregSettings {
  const settings = objectAt(metadata, "nbreg") ?? {};
  const ignorePaths: string[] = [];
  for (const path of list(settings["diff_ignore"])) {
    const inCell = typeof path === "string" ? toCellPath(path) : undefined;
    if (inCell !== undefined) ignorePaths.push(inCell);
  }
  const sanitizers: Sanitizer[] = [];
  for (const entry of list(settings["diff_replace"])) {
    const [path, pattern, replacement] = list(entry);
    if (typeof path !== "string" || typeof pattern !== "string" || typeof replacement !== "string") continue;
    const inCell = toCellPath(path);
    if (inCell !== undefined) sanitizers.push({ ...fromPython(pattern, replacement), path: inCell });
  }
  const reason = settings["skip_reason"];
  return {
    ignorePaths,
    sanitizers,
    skip: settings["skip"] === true,
    ...(typeof reason === "string" && reason !== "" ? { skipReason: reason } : {}),
  };
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
