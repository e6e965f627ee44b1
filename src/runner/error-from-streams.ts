import type { CodeCell, Output } from "../nbformat/index.js";
import { keptOutputs } from "../nbformat/large/kept-items.js";

export interface FoundError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** The error that a cell printed to stderr, for kernels that send no error message and an empty reply (tslab). */
export function errorFromStreams(cell: CodeCell): FoundError | undefined {
  let last: Output | undefined;
  for (const output of keptOutputs(cell))
    if (output.output_type === "stream" && output["name"] === "stderr") last = output;
  const text = typeof last?.["text"] === "string" ? last["text"].trimEnd() : "";
  const match = /^(?:Uncaught )?([A-Za-z_$][\w$]*(?:Error|Exception)): (.*)$/m.exec(text);
  if (match === null) return undefined;
  return { ename: match[1] as string, evalue: match[2] as string, traceback: text.split("\n") };
}
