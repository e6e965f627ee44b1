/** So much of a spelling is looked for at first: long patterns are slow to make and to search with. */
const HEAD_LENGTH = 32;

/** A spelling that was found in a text. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

/** Finds spellings in texts; where several begin at one place, the longest. */
export class SpellingFinder {
  /** Longest first: a spelling that holds another must go as a whole. */
  readonly spellings: readonly string[];
  readonly #byHead = new Map<string, string[]>();
  readonly #pattern: RegExp;
  readonly #byFirst = new Map<string, string[]>();

  constructor(spellings: Iterable<string>) {
    this.spellings = [...new Set(spellings)].sort((a, b) => b.length - a.length);
    for (const spelling of this.spellings) {
      add(this.#byHead, headOf(spelling), spelling);
      add(this.#byFirst, spelling.charAt(0), spelling);
    }
    const heads = [...this.#byHead.keys()].sort((a, b) => b.length - a.length);
    this.#pattern = heads.length === 0 ? /(?!)/gu : new RegExp(heads.map(escapePattern).join("|"), "gu");
  }

  /** What is found from the start on, without overlaps. */
  *find(text: string): Generator<Found> {
    const pattern = this.#pattern;
    for (let from = 0; ; ) {
      pattern.lastIndex = from;
      const head = pattern.exec(text);
      if (head === null) return;
      const start = head.index;
      const spelling = this.#spellingAt(text, start, head[0]);
      const end = start + (spelling?.length ?? 0);
      if (spelling !== undefined) yield { start, end };
      from = spelling === undefined ? start + String.fromCodePoint(text.codePointAt(start) as number).length : end;
    }
  }

  /** Where the longest end of the text starts that begins a spelling without completing it; the text's length if none. */
  openStart(text: string): number {
    const longest = this.spellings[0]?.length ?? 0;
    for (let at = Math.max(0, text.length - longest + 1); at < text.length; at++) {
      const left = text.length - at;
      for (const spelling of this.#byFirst.get(text.charAt(at)) ?? [])
        if (spelling.length > left && spelling.startsWith(text.slice(at))) return at;
    }
    return text.length;
  }

  /** The longest spelling at the place; heads that are whole spellings are shorter than others' heads. */
  #spellingAt(text: string, start: number, head: string): string | undefined {
    for (let length = head.length; length > 0; length--) {
      const found = this.#byHead.get(head.slice(0, length))?.find((spelling) => text.startsWith(spelling, start));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Its end is no half of a character. */
function headOf(spelling: string): string {
  const head = spelling.slice(0, HEAD_LENGTH);
  return /[\ud800-\udbff]$/.test(head) ? spelling.slice(0, HEAD_LENGTH - 1) : head;
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key) ?? [];
  map.set(key, list);
  list.push(value);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (character) => (character === "-" ? "\\x2d" : `\\${character}`));
}
