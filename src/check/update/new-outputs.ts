import type { Output } from "../../nbformat/index.js";
import { keptText, setText } from "../../nbformat/large/kept-text.js";
import { StreamText } from "../../runner/stream-text.js";
import { coalescedPlaces } from "../compare/coalesce-streams.js";
import { compareOutputs } from "../compare/index.js";
import type { CompareRules } from "../compare/rules.js";
import type { NewOutput } from "./output-edits.js";

/** How far ahead an equal stored output is looked for; a cell may show very many. */
const LOOK_AHEAD = 6;
/** How far it is looked for behind the last that was found equal, as if all outputs since were new ones between the stored. */
const LOOK_BEHIND = 2;

/**
 * The outputs to write: those of the run, but where a stored one is equal within tolerance the stored one stays, so that
 * the file's diff shows only what changed. Stored outputs are taken in their order. Streams are equal as a whole, as they are
 * compared: if their chunks or the turns of stdout and stderr vary, the stored ones stay.
 */
export async function newOutputs(
  stored: readonly Output[],
  got: readonly Output[],
  rules: CompareRules,
): Promise<NewOutput[]> {
  const isEqual = equality(stored, got, rules);
  const equal = await equalStreams(stored, got, isEqual);
  const isOther = (output: Output): boolean => output.output_type !== "stream" || !equal.has(String(output["name"]));
  const indexes = [...stored.keys()];
  const list = new NewList(indexes.filter((index) => !isOther(stored[index] as Output)));
  const others = indexes.filter((index) => isOther(stored[index] as Output));
  let from = 0;
  let changed: Output[] = [];
  const putChanged = (end: number): void => {
    for (const [i, output] of changed.entries())
      list.put(asSaved(output), from + i < end ? others[from + i] : undefined);
    changed = [];
  };
  for (const [at, output] of got.entries()) {
    if (!isOther(output)) continue;
    const found = await findEqual(candidates(from, changed.length), others, (index) => isEqual([index], [at]));
    if (found === undefined) {
      changed.push(output);
      continue;
    }
    putChanged(found);
    const index = others[found] as number;
    list.put(index, index);
    from = found + 1;
  }
  putChanged(others.length);
  return list.end();
}

/** The new list; stored streams that stay keep their places between the others. */
class NewList {
  readonly #outputs: NewOutput[] = [];
  readonly #streams: Iterator<number, undefined>;
  #next: number | undefined;

  constructor(streams: readonly number[]) {
    this.#streams = streams.values();
    this.#next = this.#streams.next().value;
  }

  /** Adds an output that has the place of a stored one, or none. */
  put(output: NewOutput, place: number | undefined): void {
    if (place !== undefined) this.#putStreams(place);
    this.#outputs.push(output);
  }

  end(): NewOutput[] {
    this.#putStreams(Number.POSITIVE_INFINITY);
    return this.#outputs;
  }

  #putStreams(before: number): void {
    for (; this.#next !== undefined && this.#next < before; this.#next = this.#streams.next().value)
      this.#outputs.push(this.#next);
  }
}

/** True if the stored outputs with these indexes are equal to those of the run with the others, within tolerance. */
type Equality = (stored: readonly number[], got: readonly number[]) => Promise<boolean>;

function equality(stored: readonly Output[], got: readonly Output[], rules: CompareRules): Equality {
  const [storedPlaces, gotPlaces] = [coalescedPlaces(stored), coalescedPlaces(got)];
  return async (before, after) => {
    const [a, b] = [before.map((i) => stored[i] as Output), after.map((i) => got[i] as Output)];
    if (a[0]?.output_type !== b[0]?.output_type || a[0]?.["name"] !== b[0]?.["name"]) return false;
    const first = { stored: storedPlaces[before[0] ?? 0] ?? 0, got: gotPlaces[after[0] ?? 0] ?? 0 };
    return (await compareOutputs(a, b, rules, { first })).length === 0;
  };
}

/** The names of the streams that are equal. */
async function equalStreams(
  stored: readonly Output[],
  got: readonly Output[],
  isEqual: Equality,
): Promise<ReadonlySet<string>> {
  const equal = new Set<string>();
  const [before, after] = [streamsByName(stored), streamsByName(got)];
  for (const [name, outputs] of before) {
    const others = after.get(name);
    if (others !== undefined && (await isEqual(outputs, others))) equal.add(name);
  }
  return equal;
}

function streamsByName(outputs: readonly Output[]): Map<string, number[]> {
  const streams = new Map<string, number[]>();
  for (const [index, output] of outputs.entries()) {
    if (output.output_type !== "stream") continue;
    const name = String(output["name"]);
    const stream = streams.get(name);
    if (stream === undefined) streams.set(name, [index]);
    else stream.push(index);
  }
  return streams;
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

/** Where to look for the equal of an output, if `changed` outputs since the last equal one had none: the likely place first. */
function* candidates(from: number, changed: number): Generator<number> {
  const likely = from + changed;
  for (let i = likely; i < likely + LOOK_AHEAD; i++) yield i;
  for (let i = from; i < Math.min(from + LOOK_BEHIND, likely); i++) yield i;
}

/** The first of some places in a list of indexes whose stored output is equal. */
async function findEqual(
  places: Iterable<number>,
  indexes: readonly number[],
  isEqual: (index: number) => Promise<boolean>,
): Promise<number | undefined> {
  for (const place of places) {
    const index = indexes[place];
    if (index !== undefined && (await isEqual(index))) return place;
  }
  return undefined;
}
