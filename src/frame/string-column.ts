import { BaseColumn, takeValidity } from "./base-column.js";
import { CategoricalColumn } from "./categorical-column.js";
import { compareNaturally } from "./natural-order.js";
import { ValueCounts } from "./value-counts.js";

const utf8 = new TextDecoder();
const encoder = new TextEncoder();

/** UTF-8 texts end to end: row r is `bytes[offsets[r] … offsets[r + 1])`. `offsets.length` is rows + 1. */
export interface Utf8Values {
  readonly bytes: Uint8Array;
  readonly offsets: ArrayLike<number>;
}

/** Texts. Those that came as UTF-8 bytes are decoded only when looked at. */
export class StringColumn extends BaseColumn {
  readonly kind = "string" as const;
  readonly dtype: string = "object";
  readonly #utf8: Utf8Values | undefined;
  #texts: (string | null)[] | undefined;

  private constructor(
    name: string,
    length: number,
    validity: Uint8Array | undefined,
    texts: (string | null)[] | undefined,
    values: Utf8Values | undefined,
  ) {
    super(name, length, validity);
    this.#texts = texts;
    this.#utf8 = values;
  }

  static fromTexts(name: string, texts: readonly (string | null)[]): StringColumn {
    const validity = texts.includes(null) ? Uint8Array.from(texts, (text) => (text === null ? 0 : 1)) : undefined;
    return new StringColumn(name, texts.length, validity, [...texts], undefined);
  }

  static fromUtf8(name: string, values: Utf8Values, validity?: Uint8Array): StringColumn {
    return new StringColumn(name, values.offsets.length - 1, validity, undefined, values);
  }

  get(row: number): string | null {
    if (this.isNull(row)) return null;
    if (this.#texts !== undefined) return this.#texts[row]!;
    const { bytes, offsets } = this.#utf8!;
    return utf8.decode(bytes.subarray(offsets[row]!, offsets[row + 1]!));
  }

  /** All texts, null where missing; decoded once and kept. */
  values(): (string | null)[] {
    this.#texts ??= Array.from({ length: this.length }, (_, row) => this.get(row));
    return this.#texts;
  }

  /** All texts as UTF-8, those of nulls empty or whatever was stored. */
  utf8(): Utf8Values {
    if (this.#utf8 !== undefined) return this.#utf8;
    const parts = this.values().map((text) => encoder.encode(text ?? ""));
    const offsets = new Float64Array(parts.length + 1);
    parts.forEach((part, row) => {
      offsets[row + 1] = offsets[row]! + part.length;
    });
    const bytes = new Uint8Array(offsets[parts.length]!);
    parts.forEach((part, row) => void bytes.set(part, offsets[row]!));
    return { bytes, offsets };
  }

  take(rows: Int32Array): StringColumn {
    const validity = takeValidity(this.validity, rows);
    if (this.#texts !== undefined) {
      const texts = this.#texts;
      const taken = Array.from(rows, (row) => texts[row]!);
      return new StringColumn(this.name, rows.length, validity, taken, undefined);
    }
    return new StringColumn(this.name, rows.length, validity, undefined, takeUtf8(this.#utf8!, rows));
  }

  rename(name: string): StringColumn {
    return new StringColumn(name, this.length, this.validity, this.#texts, this.#utf8);
  }

  valueCounts(): ValueCounts {
    const counts = new Map<string, number>();
    for (const text of this.values()) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
    return ValueCounts.sorted(this.name, [...counts.keys()], [...counts.values()]);
  }

  isIn(values: Iterable<unknown>): Uint8Array {
    const wanted = new Set(values);
    return Uint8Array.from(this.values(), (text) => (text !== null && wanted.has(text) ? 1 : 0));
  }

  /** The column with one code per row; categories in natural order (`"x2"` before `"x10"`), as AnnData makes them. */
  toCategorical(): CategoricalColumn {
    const texts = this.values();
    const categories = [...new Set(texts)].filter((text) => text !== null).sort(compareNaturally);
    const codeOf = new Map<string | null, number>(categories.map((text, code) => [text, code]));
    return new CategoricalColumn(
      this.name,
      Int32Array.from(texts, (text) => codeOf.get(text) ?? -1),
      categories,
    );
  }
}

function takeUtf8({ bytes, offsets }: Utf8Values, rows: Int32Array): Utf8Values {
  const taken = new Float64Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) taken[i + 1] = taken[i]! + offsets[rows[i]! + 1]! - offsets[rows[i]!]!;
  const out = new Uint8Array(taken[rows.length]!);
  for (let i = 0; i < rows.length; i++) {
    const start = offsets[rows[i]!]!;
    const end = offsets[rows[i]! + 1]!;
    // Short texts: a plain loop beats one subarray object per row.
    for (let from = start, to = taken[i]!; from < end; from++, to++) out[to] = bytes[from]!;
  }
  return { bytes: out, offsets: taken };
}
