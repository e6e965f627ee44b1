import { type JsonValue, LargeValue } from "../json-value.js";

/** A stretch of a text as the inside of a JSON string in UTF-8. Nothing in it goes back or is half of a character. */
export interface PlainStretch {
  readonly json: Uint8Array;
  /** Where its last whole line ends; 0 if none does. */
  readonly lineEnd: number;
}

/** A text that comes piece by piece; no piece ends inside a surrogate pair. */
export class LargeText extends LargeValue {
  readonly byteLength: number;
  readonly pieces: () => Iterable<string>;
  /** The bytes as which the text is kept, if it is kept so and all of it is plain. */
  readonly plain: () => readonly PlainStretch[] | undefined;

  constructor(
    byteLength: number,
    pieces: () => Iterable<string>,
    plain: () => readonly PlainStretch[] | undefined = () => undefined,
  ) {
    super();
    this.byteLength = byteLength;
    this.pieces = pieces;
    this.plain = plain;
  }

  value(): string {
    return Array.from(this.pieces()).join("");
  }
}

/** What can be done with the JSON text of a list of texts. */
export interface LargeTextListAccess {
  /** The list as JavaScript holds it. */
  readonly read: () => JsonValue;
  /** The list as `writeJson` gives it where it stands so many levels deep. */
  readonly write: (level: number) => Iterable<string>;
  /** The texts, with a separator between them, in pieces. */
  readonly separated: (separator: string) => Iterable<string>;
}

/** A list of texts, as files hold the lines of one. */
export class LargeTextList extends LargeValue {
  /** The texts laid end to end. */
  readonly joined: LargeText;
  readonly #access: LargeTextListAccess;

  constructor(joined: LargeText, access: LargeTextListAccess) {
    super();
    this.joined = joined;
    this.#access = access;
  }

  get byteLength(): number {
    return this.joined.byteLength;
  }

  value(): JsonValue {
    return this.#access.read();
  }

  pieces(level: number): Iterable<string> {
    return this.#access.write(level);
  }

  /** What `value().join(separator)` would give, in pieces. */
  separated(separator: string): Iterable<string> {
    return this.#access.separated(separator);
  }
}

/** What can be done with the JSON text of a list or object. */
export interface LargeJsonAccess {
  /** The value as JavaScript holds it. */
  readonly read: () => JsonValue;
  /** The text as `writeJson` gives it for a value that stands so many levels deep. */
  readonly write: (level: number) => Iterable<string>;
  /** The items of a list; none of an object. */
  readonly items: () => Iterable<JsonValue>;
  readonly isList: boolean;
}

/** A list or an object that is kept as its JSON text, which is known to be valid. */
export class LargeJson extends LargeValue {
  readonly byteLength: number;
  readonly #access: LargeJsonAccess;

  constructor(byteLength: number, access: LargeJsonAccess) {
    super();
    this.byteLength = byteLength;
    this.#access = access;
  }

  value(): JsonValue {
    return this.#access.read();
  }

  /** True for a list, false for an object. */
  get isList(): boolean {
    return this.#access.isList;
  }

  pieces(level: number): Iterable<string> {
    return this.#access.write(level);
  }

  items(): Iterable<JsonValue> {
    return this.#access.items();
  }

  /** The same list, but `change` is called with each item that comes out of it. */
  withItems(change: (item: JsonValue) => void): LargeJson {
    const access = this.#access;
    const items = function* (): Generator<JsonValue> {
      for (const item of access.items()) {
        change(item);
        yield item;
      }
    };
    return new LargeJson(this.byteLength, { ...access, read: () => [...items()], items });
  }
}
