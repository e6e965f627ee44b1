import type { JsonObject, JsonValue } from "../../nbformat/index.js";
import { LargeValue } from "../../nbformat/json-value.js";
import { keptAt } from "../../nbformat/large/large-members.js";
import { scrubLarge, setMember } from "./scrub-large.js";
import { secretVariants } from "./secret-variants.js";
import { asShown, type ShortText, withoutColors } from "./shown-text.js";
import { SpellingFinder } from "./spelling-finder.js";
import type { TextScrubber } from "./text-scrubber.js";

/** What stands where a secret stood. */
export const SECRET_MASK = "***";

/** A longer beginning of a sequence is none; the address of a link is part of one. */
const LONGEST_SEQUENCE = 300;

/** Takes secrets out of texts and data. Colours and all that a terminal does not show may stand between any two characters. */
export class Scrubber implements TextScrubber {
  #finder = new SpellingFinder([]);
  /** Finds the spellings in written JSON. */
  #written = new SpellingFinder([]);

  constructor(secrets: Iterable<string>) {
    this.add([...secrets].flatMap(secretVariants));
  }

  /** Has these spellings replaced too. */
  add(spellings: readonly string[]): void {
    this.#finder = new SpellingFinder([...this.#finder.spellings, ...spellings]);
    this.#written = new SpellingFinder(this.#finder.spellings.map((text) => JSON.stringify(text).slice(1, -1)));
  }

  /** How far apart the first and the last character of a secret may stand in a text, colours included. */
  get reach(): number {
    return 8 * (this.#finder.spellings[0]?.length ?? 0) + 64;
  }

  /** True if the text holds a secret. */
  holds(text: string): boolean {
    const shown = asShown(text);
    return this.#isIn(withoutColors(text)) || (shown !== undefined && this.#isIn(shown));
  }

  /** True if written JSON without colours may hold a secret in its texts and keys. */
  mayHoldWritten(json: string): boolean {
    // A spelling with colours of its own cannot be found where they were taken out.
    return this.#finder.spellings.some((text) => text.includes("\u001b")) || !this.#written.find(json).next().done;
  }

  #isIn(short: ShortText): boolean {
    return !this.#finder.find(short.text).next().done;
  }

  /** The text with every secret replaced by `***`, also those that only a terminal shows. */
  text(text: string): string {
    const clean = this.#replaced(text, withoutColors(text));
    const shown = asShown(clean);
    return shown === undefined ? clean : this.#replaced(clean, shown);
  }

  #replaced(text: string, short: ShortText): string {
    const kept: string[] = [];
    let from = 0;
    for (const { start, end } of this.#finder.find(short.text)) {
      kept.push(text.slice(from, short.startOf(start)), SECRET_MASK);
      from = short.endOf(end);
    }
    return from === 0 ? text : kept.join("") + text.slice(from);
  }

  /** JSON data with every secret in its texts and keys replaced; what holds none is returned as it is. */
  data<T>(value: T): T {
    if (typeof value === "string") return this.text(value) as T;
    if (Array.isArray(value)) return this.#list(value) as T;
    if (typeof value !== "object" || value === null || !isPlain(value)) return value;
    const entries = Object.keys(value).map((key) => [key, keptAt(value as JsonObject, key) as JsonValue] as const);
    const clean = entries.map(([key, item]) => [this.text(key), this.#kept(item)] as const);
    if (clean.every(([key, item], at) => key === entries[at]?.[0] && item === entries[at]?.[1])) return value;
    const copy: JsonObject = {};
    for (const [key, item] of clean) setMember(copy, key, item);
    return copy as T;
  }

  #kept(value: JsonValue | LargeValue): JsonValue | LargeValue {
    return value instanceof LargeValue ? scrubLarge(value, this) : this.data(value);
  }

  /** Bytes, such as a widget's, with stars for every byte of a secret; what holds none is returned as it is. */
  bytes(bytes: Uint8Array): Uint8Array {
    let clean = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let isCopy = false;
    for (const variant of this.#finder.spellings) {
      const secret = Buffer.from(variant, "utf8");
      for (let at = clean.indexOf(secret); at >= 0; at = clean.indexOf(secret)) {
        if (!isCopy) clean = Buffer.from(clean);
        isCopy = true;
        clean.fill("*", at, at + secret.length);
      }
    }
    return isCopy ? clean : bytes;
  }

  /**
   * How much of a text that goes on is sure: from there on it could be the start of a secret, or holds a secret that
   * could be a part of a longer one.
   */
  sureLength(text: string): number {
    // A sequence that is cut off is seen again with what follows it; until then the text ends before it.
    const whole = text.slice(0, cutOffSequence(text));
    const shown = asShown(whole);
    const sure = Math.min(whole.length, this.#sureIn(withoutColors(whole)));
    if (shown === undefined) return sure;
    const also = this.#sureIn(shown);
    // What turns on one place, with a backspace each time, must not wait for ever.
    return whole.length - also > this.reach ? sure : Math.min(sure, also);
  }

  /** How much of the full text is sure; all of it where nothing is open. */
  #sureIn(short: ShortText): number {
    const open = this.#finder.openStart(short.text);
    for (const { start, end } of this.#finder.find(short.text)) {
      if (start >= open) break;
      if (end > open) return short.startOf(start);
    }
    return open === short.text.length ? Number.POSITIVE_INFINITY : short.startOf(open);
  }

  // A notebook's texts may come as lists of lines; a secret of several lines then spans items.
  #list(values: readonly unknown[]): readonly unknown[] {
    const clean = values.map((item) => this.data(item));
    if (values.length > 1 && clean.every((item) => typeof item === "string")) {
      const joined = clean.join("");
      const again = this.text(joined);
      if (again !== joined) return [again];
    }
    return clean.every((item, at) => item === values[at]) ? values : clean;
  }
}

/** Where a sequence begins that is not complete at the end of the text. */
function cutOffSequence(text: string): number {
  const start = text.lastIndexOf("\u001b");
  if (start < 0 || text.length - start > LONGEST_SEQUENCE) return text.length;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what begins a sequence
  return /^\u001b(?:\[[0-?]*[ -/]*|\][^\u0007]*|[()*+])?$/.test(text.slice(start)) ? start : text.length;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
