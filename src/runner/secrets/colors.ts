/** Sequences that colour a text or erase a line, with which programs highlight what they find. */
// biome-ignore lint/complexity/useRegexLiterals: a literal would hold a bare escape character
const SEQUENCE = new RegExp("\\u001b\\[[0-9;:]*[mK]", "g");
const START = "\u001b[";

/** A text without its colours, and where its characters stood. */
export class ColorlessText {
  readonly text: string;
  /** For each sequence: the place in the text where it stood, and how much was taken out up to and with it. */
  readonly #cuts: { readonly at: number; readonly removed: number }[] = [];

  constructor(text: string) {
    if (!text.includes(START)) {
      this.text = text;
      return;
    }
    const kept: string[] = [];
    let from = 0;
    let removed = 0;
    for (const match of text.matchAll(SEQUENCE)) {
      kept.push(text.slice(from, match.index));
      from = match.index + match[0].length;
      this.#cuts.push({ at: match.index - removed, removed: removed + match[0].length });
      removed += match[0].length;
    }
    kept.push(text.slice(from));
    this.text = kept.join("");
  }

  /** The place in the full text of a character of the short one: after sequences that stand right before it. */
  placeOf(index: number): number {
    return index + this.#removedBefore(index, true);
  }

  /** The place in the full text that ends a stretch of the short one: before sequences that follow it. */
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
