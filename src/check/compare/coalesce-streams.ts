import type { Output } from "../../nbformat/index.js";
import { keptText } from "../../nbformat/large/kept-text.js";
import { largeAt } from "../../nbformat/large/large-members.js";
import { LargeText } from "../../nbformat/large/large-value.js";

/** Streams that are longer stay in pieces. */
const MAX_JOINED_LENGTH = 1 << 16;

/** A stream as one output, or any other output. */
export interface CoalescedOutput {
  readonly output: Output;
  /** All texts of a stream; absent for other outputs. */
  readonly text?: string | LargeText;
}

/**
 * Outputs with all texts of one stream as one, at the place of the first: chunks and the interleaving of stdout and stderr
 * vary from run to run (nbval and nbclient do the same).
 */
export function coalesceStreams(outputs: readonly Output[]): CoalescedOutput[] {
  const streams = new Map<string, Output[]>();
  const order: (Output | string)[] = [];
  for (const output of outputs) {
    if (output.output_type !== "stream") {
      order.push(output);
      continue;
    }
    const name = String(output["name"]);
    const stream = streams.get(name);
    if (stream !== undefined) stream.push(output);
    else {
      streams.set(name, [output]);
      order.push(name);
    }
  }
  return order.map((entry) => {
    if (typeof entry !== "string") return { output: entry };
    const parts = streams.get(entry) as Output[];
    return { output: parts[0] as Output, text: joined(parts) };
  });
}

/** Where each output stands in the coalesced list; each piece of a stream stands where the stream does. */
export function coalescedPlaces(outputs: readonly Output[]): number[] {
  const streams = new Map<string, number>();
  let count = 0;
  return outputs.map((output) => {
    if (output.output_type !== "stream") return count++;
    const name = String(output["name"]);
    const place = streams.get(name) ?? count++;
    streams.set(name, place);
    return place;
  });
}

function joined(parts: readonly Output[]): string | LargeText {
  const length = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  const pieces = function* (): Generator<string> {
    for (const part of parts) if (lengthOf(part) > 0) yield* keptText(part, "text");
  };
  return length > MAX_JOINED_LENGTH ? new LargeText(length, pieces) : [...pieces()].join("");
}

/** About the length of a stream's text; what is no text counts for nothing. */
function lengthOf(stream: Output): number {
  const large = largeAt(stream, "text");
  if (large instanceof LargeText) return large.byteLength;
  const text = stream["text"];
  return typeof text === "string" ? text.length : 0;
}
