import type { Output } from "../../nbformat/index.js";
import { keptText, setText } from "../../nbformat/large/kept-text.js";
import { StreamText } from "../../runner/stream-text.js";
import { compareOutputs } from "../compare/index.js";
import type { CompareRules } from "../compare/rules.js";
import type { NewOutput } from "./output-edits.js";

/** How far ahead an equal stored output is looked for; a cell may show very many. */
const LOOK_AHEAD = 8;

/**
 * The outputs to write: those of the run, but where a stored one is equal within tolerance the stored one stays, so that
 * the file's diff shows only what changed. Stored outputs are taken in their order.
 */
export async function newOutputs(
  stored: readonly Output[],
  got: readonly Output[],
  rules: CompareRules,
): Promise<NewOutput[]> {
  const result: NewOutput[] = [];
  let from = 0;
  for (const output of got) {
    const kept = await findEqual(stored, from, output, rules);
    if (kept >= 0) from = kept + 1;
    result.push(kept >= 0 ? kept : asSaved(output));
  }
  return result;
}

/** A stream as `cellmill run` saves it. */
function asSaved(output: Output): Output {
  if (output.output_type !== "stream" || !isOverwritten(output)) return output;
  const shown = new StreamText();
  shown.appendPieces(keptText(output, "text"));
  const saved: Output = { output_type: "stream", name: String(output["name"]) };
  setText(saved, "text", shown.text);
  return saved;
}

function isOverwritten(stream: Output): boolean {
  for (const piece of keptText(stream, "text")) if (/[\r\b]/.test(piece)) return true;
  return false;
}

async function findEqual(stored: readonly Output[], from: number, got: Output, rules: CompareRules): Promise<number> {
  for (let i = from; i < Math.min(stored.length, from + LOOK_AHEAD); i++) {
    const candidate = stored[i] as Output;
    if (candidate.output_type !== got.output_type || candidate["name"] !== got["name"]) continue;
    if ((await compareOutputs([candidate], [got], rules)).length === 0) return i;
  }
  return -1;
}
