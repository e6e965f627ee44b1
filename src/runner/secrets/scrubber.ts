import { secretVariants } from "./secret-variants.js";

/** What stands where a secret stood. */
export const SECRET_MASK = "***";

/** Colour sequences may stand between any two characters of a text that a kernel highlighted. */
// biome-ignore lint/complexity/useRegexLiterals: a literal would hold a bare escape character
const ANSI = new RegExp("\\u001b\\[[0-9;]*m", "g");
const BETWEEN = "(?:\\u001b\\[[0-9;]*m)*";

/** Takes secrets out of texts and data. */
export class Scrubber {
  #variants: readonly string[] = [];
  #pattern = /(?!)/gu;
  #colored = /(?!)/gu;

  constructor(secrets: Iterable<string>) {
    this.add([...secrets].flatMap(secretVariants));
  }

  /** Has these spellings replaced too. */
  add(spellings: readonly string[]): void {
    // Longest first: a spelling that holds another must go as a whole.
    const variants = [...new Set([...this.#variants, ...spellings])].sort((a, b) => b.length - a.length);
    this.#variants = variants;
    this.#pattern = new RegExp(variants.map(escapePattern).join("|"), "gu");
    this.#colored = new RegExp(
      variants.map((variant) => [...variant].map(escapePattern).join(BETWEEN)).join("|"),
      "gu",
    );
  }

  /** The text with every secret replaced by `***`. */
  text(text: string): string {
    return text.replace(this.#patternFor(text), SECRET_MASK);
  }

  /** JSON data with every secret in its texts and keys replaced; what holds none is returned as it is. */
  data<T>(value: T): T {
    if (typeof value === "string") return this.text(value) as T;
    if (Array.isArray(value)) return this.#list(value) as T;
    if (typeof value !== "object" || value === null || !isPlain(value)) return value;
    const entries = Object.entries(value);
    const clean = entries.map(([key, item]) => [this.text(key), this.data(item)] as const);
    if (clean.every(([key, item], at) => key === entries[at]?.[0] && item === entries[at]?.[1])) return value;
    const copy = {};
    for (const [key, item] of clean)
      Object.defineProperty(copy, key, { value: item, enumerable: true, writable: true, configurable: true });
    return copy as T;
  }

  /** Bytes, such as a widget's, with stars for every byte of a secret; what holds none is returned as it is. */
  bytes(bytes: Uint8Array): Uint8Array {
    let clean: Buffer | undefined;
    for (const variant of this.#variants) {
      const secret = Buffer.from(variant, "utf8");
      for (let at = Buffer.from(bytes).indexOf(secret); at >= 0; at = clean.indexOf(secret)) {
        clean ??= Buffer.from(bytes);
        clean.fill("*", at, at + secret.length);
      }
    }
    return clean ?? bytes;
  }

  /**
   * How much of a text that goes on is sure: from there on it could be the start of a secret, or holds a secret that
   * could be a part of a longer one. Colours count as nothing.
   */
  sureLength(text: string): number {
    const start = text.length - this.#openLength(text);
    for (const match of text.matchAll(this.#patternFor(text))) {
      if (match.index >= start) break;
      if (match.index + match[0].length > start) return match.index;
    }
    return start;
  }

  /** The length of the longest end of the text that begins a secret without completing it. */
  #openLength(text: string): number {
    const longest = this.#variants[0]?.length ?? 0;
    // Only the end matters; room for colours among its characters.
    const offset = Math.max(0, text.length - 8 * longest - 64);
    const { plain, places } = withoutColors(text.slice(offset));
    for (let length = Math.min(longest - 1, plain.length); length > 0; length--) {
      const tail = plain.slice(plain.length - length);
      if (this.#variants.some((variant) => variant.length > length && variant.startsWith(tail)))
        return text.length - offset - (places[plain.length - length] as number);
    }
    return 0;
  }

  #patternFor(text: string): RegExp {
    return text.includes("\u001b[") ? this.#colored : this.#pattern;
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

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function withoutColors(text: string): { readonly plain: string; readonly places: readonly number[] } {
  const places: number[] = [];
  let plain = "";
  let at = 0;
  const keep = (end: number): void => {
    for (let place = at; place < end; place++) places.push(place);
    plain += text.slice(at, end);
  };
  for (const match of text.matchAll(ANSI)) {
    keep(match.index);
    at = match.index + match[0].length;
  }
  keep(text.length);
  return { plain, places };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (character) => (character === "-" ? "\\x2d" : `\\${character}`));
}
