import type { Output } from "../../nbformat/index.js";
import { keptText, setText } from "../../nbformat/large/kept-text.js";
import { StreamText } from "../../runner/stream-text.js";
import { compareOutputs } from "../compare/index.js";
import type { CompareRules } from "../compare/rules.js";
import type { NewOutput } from "./output-edits.js";
import { OutputList } from "./output-list.js";

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
  storedOutputs: Iterable<Output>,
  gotOutputs: Iterable<Output>,
  rules: CompareRules,
): Promise<NewOutput[]> {
  const stored = new OutputList(storedOutputs);
  const got = new OutputList(gotOutputs);
  const equal = await equalStreams(stored, got, rules);
  const isEqual = equality(stored, got, rules);
  const isOther = (name: string | undefined): boolean => name === undefined || !equal.has(name);
  const places = partition(stored.length, (index) => isOther(stored.streamAt(index)));
  const others = places.yes;
  const list = new NewList(places.no);
  let from = 0;
  let changed: Output[] = [];
  const putChanged = (end: number): void => {
    for (const [i, output] of changed.entries())
      list.put(asSaved(output), from + i < end ? others[from + i] : undefined);
    changed = [];
  };
  for (let at = 0; at < got.length; at++) {
    if (!isOther(got.streamAt(at))) continue;
    const found = await findEqual(candidates(from, changed.length), others, (index) => isEqual(index, at));
    if (found === undefined) {
      changed.push(got.at(at));
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

/** The indexes that pass a test, and the others; there may be a million. */
function partition(
  length: number,
  test: (index: number) => boolean,
): { readonly yes: Uint32Array; readonly no: Uint32Array } {
  const both = new Uint32Array(length);
  let [yes, no] = [0, length];
  for (let index = 0; index < length; index++) both[test(index) ? yes++ : --no] = index;
  return { yes: both.subarray(0, yes), no: both.subarray(no).reverse() };
}

/** The new list; stored streams that stay keep their places between the others. */
class NewList {
  readonly #outputs: NewOutput[] = [];
  readonly #streams: Iterator<number, undefined>;
  #next: number | undefined;

  constructor(streams: Uint32Array) {
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

/** True if a stored output is equal to one of the run, within tolerance. */
type Equality = (stored: number, got: number) => Promise<boolean>;

function equality(stored: OutputList, got: OutputList, rules: CompareRules): Equality {
  return async (before, after) => {
    const [a, b] = [stored.at(before), got.at(after)];
    if (a.output_type !== b.output_type || a["name"] !== b["name"]) return false;
    const first = { stored: stored.placeAt(before), got: got.placeAt(after) };
    return (await compareOutputs([a], [b], rules, { first })).length === 0;
  };
}

/** The names of the streams that are equal as a whole. */
async function equalStreams(stored: OutputList, got: OutputList, rules: CompareRules): Promise<ReadonlySet<string>> {
  const equal = new Set<string>();
  for (const [name, place] of stored.streams) {
    const other = got.streams.get(name);
    if (other === undefined) continue;
    const first = { stored: place, got: other };
    const differences = await compareOutputs(stored.stream(name), got.stream(name), rules, { first });
    if (differences.length === 0) equal.add(name);
  }
  return equal;
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
  indexes: Uint32Array,
  isEqual: (index: number) => Promise<boolean>,
): Promise<number | undefined> {
  for (const place of places) {
    const index = indexes[place];
    if (index !== undefined && (await isEqual(index))) return place;
  }
  return undefined;
}
