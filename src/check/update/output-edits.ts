import type { Output } from "../../nbformat/index.js";
import { skipSpace } from "../../nbformat/large/scan-bytes.js";
import { type ByteRange, itemPlaces, memberPlaces } from "../notebook/json-places.js";

/** One output of a new list: an output to write, or the index of a stored one that stays byte for byte. The indexes rise. */
export type NewOutput = Output | number;

/** What comes in place of a piece of a file. */
export interface Edit {
  readonly range: ByteRange;
  readonly pieces: () => Iterable<string>;
}

export interface OutputEditsOptions {
  readonly bytes: Uint8Array;
  /** The stored list. */
  readonly list: ByteRange;
  /** The new list; neither is empty. */
  readonly outputs: readonly NewOutput[];
  /** The text of an output that is put into the list. */
  readonly write: (output: Output) => Iterable<string>;
  /** Put in place of the counts of results that stay; by default these stay, too. */
  readonly count?: number;
}

/** The edits that make a stored list of outputs the new one, in the order of the file. */
export function* outputEdits({ bytes, list, outputs, write, count }: OutputEditsOptions): Generator<Edit> {
  let separator: string | undefined;
  /** Where the last output before ends, if there is one in the new list. */
  let end: number | undefined;
  /** Where outputs begin that are taken out and have none before them. */
  let removed: number | undefined;
  for (const { stored, output } of paired(itemPlaces(bytes, list.start), outputs)) {
    if (stored === undefined) {
      separator ??= separatorOf(bytes, list);
      const [before, behind] = end === undefined ? ["", separator] : [separator, ""];
      const at = end ?? skipSpace(bytes, list.start + 1);
      yield { range: { start: at, end: at }, pieces: () => enclosed(before, write(output), behind) };
    } else if (output === undefined) {
      if (end === undefined) removed ??= stored.start;
      else yield { range: { start: end, end: stored.end }, pieces: () => [] };
      end &&= stored.end;
    } else {
      if (removed !== undefined) yield { range: { start: removed, end: stored.start }, pieces: () => [] };
      removed = undefined;
      if (typeof output !== "number") yield { range: stored, pieces: () => write(output) };
      else if (count !== undefined) yield* countEdits(bytes, stored, count);
      end = stored.end;
    }
  }
}

/** A stored output with what is there in the new list: nothing if it is taken out. One that is put in has no stored one. */
type Pair =
  | { readonly stored: ByteRange; readonly output: NewOutput | undefined }
  | { readonly stored: undefined; readonly output: Output };

/** New outputs take the places of stored ones while there are any before the next that stays: all others move no text. */
function* paired(places: Iterator<ByteRange, void>, outputs: readonly NewOutput[]): Generator<Pair> {
  let place = places.next();
  let index = 0;
  const take = (): ByteRange => {
    if (place.done) throw new RangeError(`there is no stored output ${index}`);
    const { value } = place;
    place = places.next();
    index++;
    return value;
  };
  let kept = 0;
  for (const [i, output] of outputs.entries()) {
    if (typeof output === "number") {
      while (index < output) yield { stored: take(), output: undefined };
      yield { stored: take(), output };
      continue;
    }
    kept = Math.max(kept, i + 1);
    while (kept < outputs.length && typeof outputs[kept] !== "number") kept++;
    const isFree = !place.done && index !== outputs[kept];
    yield isFree ? { stored: take(), output } : { stored: undefined, output };
  }
  while (!place.done) yield { stored: take(), output: undefined };
}

/** What stands between two outputs. */
function separatorOf(bytes: Uint8Array, list: ByteRange): string {
  const places = itemPlaces(bytes, list.start);
  const [first, second] = [places.next().value, places.next().value];
  if (first && second) return text(bytes, { start: first.end, end: second.start });
  return `,${text(bytes, { start: list.start + 1, end: skipSpace(bytes, list.start + 1) })}`;
}

function* enclosed(before: string, pieces: Iterable<string>, behind: string): Generator<string> {
  yield before;
  yield* pieces;
  yield behind;
}

/** The count of an output that is a result. */
function* countEdits(bytes: Uint8Array, output: ByteRange, count: number): Generator<Edit> {
  const members = memberPlaces(bytes, output.start);
  const placeOf = (wanted: string): ByteRange | undefined => members.findLast(({ key }) => key === wanted)?.value;
  const type = placeOf("output_type");
  const range = placeOf("execution_count");
  if (type === undefined || range === undefined || JSON.parse(text(bytes, type)) !== "execute_result") return;
  if (text(bytes, range) !== String(count)) yield { range, pieces: () => [String(count)] };
}

function text(bytes: Uint8Array, { start, end }: ByteRange): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
