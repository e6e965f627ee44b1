import type { CellSources } from "./cell-sources.js";

const POSITION = /(cell-[\w-]+\.ts):(\d+):(\d+)/;

/** Frames of the machinery: tslab, this package, vm and Node's internals. */
function isInternal(frame: string, ownFolder: string): boolean {
  return frame.includes("/tslab/dist/") || frame.includes(ownFolder) || /node:(internal\/|vm\b)/.test(frame);
}

/** A stack frame in terms of the cell; undefined for frames that no user wrote. */
export function mapFrame(frame: string, sources: CellSources, ownFolder: string): string | undefined {
  const match = POSITION.exec(frame);
  if (match === null) return isInternal(frame.replaceAll("\\", "/"), ownFolder) ? undefined : frame;
  const [text, file = "", line, column] = match;
  const place = sources.locate(file, Number(line), Number(column));
  if (place === undefined) return sources.sourceOf(file) === undefined ? frame : undefined;
  return frame.replace(text, `${file}:${place.line}:${place.column}`);
}

/**
 * Makes every `stack` of an error, also one that user code reads or prints itself, speak of the cell's own lines. V8
 * calls this when a stack is first looked at.
 */
export function installStackTraces(sources: CellSources, ownFolder: string): void {
  Error.prepareStackTrace = (error, callSites) => {
    const frames = callSites.map((site) => mapFrame(`    at ${String(site)}`, sources, ownFolder));
    return [errorHeader(error), ...frames.filter((frame) => frame !== undefined)].join("\n");
  };
}

function errorHeader(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
