import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";

/** Where something stands in a cell; both from 1. */
export interface CellLocation {
  readonly line: number;
  readonly column: number;
}

interface CellSource {
  readonly source: string;
  readonly emitMap: string;
  readonly commonJsMap: string;
  maps?: { readonly emit: TraceMap; readonly commonJs: TraceMap };
}

/** tslab puts one line before a cell's source. */
const PREFIX_LINES = 1;

/** The sources of all cells that ran, by script name, and the way from generated positions back to them. */
export class CellSources {
  readonly #cells = new Map<string, CellSource>();

  add(file: string, source: string, emitMap: string | undefined, commonJsMap: string | undefined): void {
    if (emitMap !== undefined && commonJsMap !== undefined) this.#cells.set(file, { source, emitMap, commonJsMap });
  }

  sourceOf(file: string): string | undefined {
    return this.#cells.get(file)?.source;
  }

  /** The place in the cell for a place in its generated code: through the CommonJS map, then the emit map. */
  locate(file: string, line: number, column: number): CellLocation | undefined {
    const cell = this.#cells.get(file);
    if (cell === undefined) return undefined;
    cell.maps ??= { emit: new TraceMap(cell.emitMap), commonJs: new TraceMap(cell.commonJsMap) };
    const emitted = originalPositionFor(cell.maps.commonJs, { line, column: Math.max(0, column - 1) });
    if (emitted.line === null) return undefined;
    const place = originalPositionFor(cell.maps.emit, { line: emitted.line, column: emitted.column });
    if (place.line === null || place.line <= PREFIX_LINES) return undefined;
    return { line: place.line - PREFIX_LINES, column: place.column + 1 };
  }
}
