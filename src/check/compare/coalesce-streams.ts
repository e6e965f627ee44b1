import type { Output } from "../../nbformat/index.js";
import { terminalText } from "../../runner/stream-text.js";
import { resolveControlCharacters } from "../normalise/index.js";

/** Streams up to this many characters are compared line by line; longer ones by their length and hash. */
export const MAX_STREAM_LENGTH: number = 64 * 1024 * 1024;

/** Streams up to this many characters are looked at as a terminal shows them, too. */
const MAX_SHOWN_LENGTH = 4 * 1024 * 1024;

/** A stream as one output, or any other output; `index` is its place among the coalesced outputs. */
export interface CoalescedOutput {
  readonly output: Output;
  /** All texts of a stream; absent for other outputs. Too long a text stays in pieces. */
  readonly text?: string | readonly string[];
  /**
   * The stream as a terminal shows it, if that is not `text`: "abc\rX" leaves "Xbc" there, and JupyterLab and `cellmill run`
   * save that, but "X" for nbval and what nbclient saves.
   */
  readonly shown?: string;
}

/**
 * Outputs with all texts of one stream as one, at the place of the first, and its control characters resolved: chunks and
 * the interleaving of stdout and stderr vary from run to run (nbval and nbclient do the same).
 */
export function coalesceStreams(outputs: readonly Output[]): CoalescedOutput[] {
  const streams = new Map<string, { pieces: string[]; length: number; output: Output }>();
  const order: (Output | string)[] = [];
  for (const output of outputs) {
    if (output.output_type !== "stream") {
      order.push(output);
      continue;
    }
    const name = String(output["name"]);
    const text = typeof output["text"] === "string" ? output["text"] : "";
    let stream = streams.get(name);
    if (stream === undefined) {
      stream = { pieces: [], length: 0, output };
      streams.set(name, stream);
      order.push(name);
    }
    stream.pieces.push(text);
    stream.length += text.length;
  }
  return order.map((entry) => {
    if (typeof entry !== "string") return { output: entry };
    const { pieces, length, output } = streams.get(entry) as { pieces: string[]; length: number; output: Output };
    if (length > MAX_STREAM_LENGTH) return { output, text: pieces };
    const whole = pieces.join("");
    const text = resolveControlCharacters(whole);
    if (text === whole || length > MAX_SHOWN_LENGTH) return { output, text };
    const shown = terminalText(whole);
    return shown === text ? { output, text } : { output, text, shown };
  });
}
