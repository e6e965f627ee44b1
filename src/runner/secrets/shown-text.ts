const ESCAPE = "\u001b";

/** Sequences that colour a text or erase a line, with which programs highlight what they find. */
const COLOR = new RegExp(`${ESCAPE}\\[[0-9;:]*[mK]`, "g");

/** Every sequence that shows nothing: colours, moves of the cursor, links (ended by a bell or `\`), character sets. */
const UNSEEN = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007${ESCAPE}]*(?:\u0007|${ESCAPE}\\\\)|[()*+][ -~])`,
  "g",
);

/** A backspace, or a sequence that is no colour. */
const OTHER = new RegExp(`[\b]|${ESCAPE}(?!\\[[0-9;:]*[mK])`);

/** The start and the end of what is taken out of a text. */
type Cut = readonly [start: number, end: number];

/** A text without its colours. */
export function withoutColors(text: string): ShortText {
  return new ShortText(text, text.includes(ESCAPE) ? matches(text, COLOR) : [], true);
}

/**
 * A text about as a terminal shows it, without all sequences and what backspaces take back; `undefined` if that is no other
 * than the one without colours.
 */
export function asShown(text: string): ShortText | undefined {
  if (!OTHER.test(text)) return undefined;
  const sequences = [...matches(text, UNSEEN)];
  const cuts = text.includes("\b") ? [...sequences, ...takenBack(text, sequences)].sort(byStart) : sequences;
  return new ShortText(text, cuts, false);
}

const byStart = (a: Cut, b: Cut): number => a[0] - b[0];

function* matches(text: string, pattern: RegExp): Generator<Cut> {
  for (const { 0: match, index } of text.matchAll(pattern)) yield [index, index + match.length];
}

/** The backspaces of a text and the characters of their lines that they take back, from the last to the first. */
function takenBack(text: string, sequences: readonly Cut[]): Cut[] {
  const cuts: [start: number, end: number][] = [];
  const cut = (start: number, end: number): void => {
    const later = cuts.at(-1);
    if (later?.[0] === end) later[0] = start;
    else cuts.push([start, end]);
  };
  let next = sequences.length - 1;
  let open = 0;
  for (let end = text.length; end > 0; ) {
    if (open === 0) end = text.lastIndexOf("\b", end - 1) + 1;
    while ((sequences[next]?.[0] ?? -1) >= end) next--;
    const sequence = sequences[next];
    if (sequence !== undefined && sequence[1] >= end) {
      end = sequence[0];
      continue;
    }
    const start = end - (end > 1 && (text.codePointAt(end - 2) as number) > 0xffff ? 2 : 1);
    const character = text[end - 1];
    if (character === "\b") {
      cut(start, end);
      open++;
    } else if (character === "\n" || character === "\r") open = 0;
    else if (open > 0) {
      cut(start, end);
      open--;
    }
    end = start;
  }
  return cuts;
}

/** A text without some parts, and where its characters stood. */
export class ShortText {
  readonly text: string;
  /** For each part: the place in the text where it stood, and how much was taken out up to and with it. */
  readonly #cuts: { readonly at: number; readonly removed: number }[] = [];

  readonly #sparesBefore: boolean;

  /** The cuts in order; `sparesBefore` says that a stretch begins after the parts right before it, which tell nothing of it. */
  constructor(text: string, cuts: Iterable<Cut>, sparesBefore: boolean) {
    this.#sparesBefore = sparesBefore;
    const kept: string[] = [];
    let from = 0;
    let removed = 0;
    for (const [start, end] of cuts) {
      kept.push(text.slice(from, start));
      from = end;
      this.#cuts.push({ at: start - removed, removed: removed + end - start });
      removed += end - start;
    }
    this.text = removed === 0 ? text : kept.join("") + text.slice(from);
  }

  /** The place in the full text that begins a stretch of the short one. */
  startOf(index: number): number {
    return index + this.#removedBefore(index, this.#sparesBefore);
  }

  /** The place in the full text that ends a stretch of the short one: before parts that followed it. */
  endOf(index: number): number {
    return index + this.#removedBefore(index, false);
  }

  #removedBefore(index: number, withThose: boolean): number {
    let low = 0;
    let high = this.#cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { at } = this.#cuts[middle] as { at: number };
      if (at < index || (withThose && at === index)) low = middle + 1;
      else high = middle;
    }
    return this.#cuts[low - 1]?.removed ?? 0;
  }
}
