import { readFileSync } from "node:fs";
import { PNG } from "pngjs";
import {
  type CodeCell,
  isCodeCell,
  type JsonObject,
  type JsonValue,
  type Output,
  readNotebook,
} from "../../../src/nbformat/index.js";

export function display(data: Record<string, unknown>): Output {
  return { output_type: "display_data", data: data as JsonValue, metadata: {} } as Output;
}

export function result(data: Record<string, unknown>, count = 1): Output {
  return { output_type: "execute_result", data: data as JsonValue, metadata: {}, execution_count: count } as Output;
}

export function stream(name: string, text: string): Output {
  return { output_type: "stream", name, text } as Output;
}

export function failure(ename: string, evalue: string, traceback: string[] = []): Output {
  return { output_type: "error", ename, evalue, traceback } as Output;
}

export function codeCell(source: string, metadata: unknown = {}): CodeCell {
  return { cell_type: "code", id: "c", execution_count: 1, metadata: metadata as JsonObject, outputs: [], source };
}

/** The outputs of each code cell of the golden notebook, by cell id. */
export function goldenOutputs(): Map<string, Output[]> {
  const path = new URL("../../golden/check/outputs.ipynb", import.meta.url);
  const notebook = readNotebook(readFileSync(path, "utf8"));
  return new Map(notebook.cells.filter(isCodeCell).map((cell) => [String(cell["id"]), cell.outputs]));
}

/** A PNG as base64 whose pixel at (x, y) is what `color` says: red, green, blue, alpha. */
export function png(
  width: number,
  height: number,
  color: (x: number, y: number) => readonly [number, number, number, number],
  options: { deflateLevel?: number } = {},
): string {
  const picture = new PNG({ width, height });
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) picture.data.set(color(x, y), (y * width + x) * 4);
  return PNG.sync.write(picture, options).toString("base64");
}
