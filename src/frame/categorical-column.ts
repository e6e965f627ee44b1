import { ShapeError } from "../core/index.js";
import { BaseColumn, type CellValue } from "./base-column.js";
import { ValueCounts } from "./value-counts.js";

/** One of a fixed list of values per row, stored as a code. */
export class CategoricalColumn extends BaseColumn {
  readonly kind = "categorical" as const;
  readonly dtype: string = "category";
  /** `categories[code]` as text. */
  readonly categories: readonly string[];
  /** The categories as they are stored when they are not texts (an enumeration of numbers). */
  readonly categoryValues: readonly CellValue[] | undefined;
  /** One code per row; −1 where the value is null. */
  readonly codes: Int32Array;
  /** Whether the order of the categories means something (`<` compares). */
  readonly ordered: boolean;

  constructor(
    name: string,
    codes: Int32Array,
    categories: readonly string[],
    ordered = false,
    categoryValues?: readonly CellValue[],
  ) {
    super(name, codes.length, undefined);
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code < -1 || code >= categories.length) {
        throw new ShapeError({
          what: `code in row ${row}`,
          where: `column "${name}"`,
          expected: `−1 … ${categories.length - 1}`,
          got: String(code),
        });
      }
    }
    this.codes = codes;
    this.categories = categories;
    this.ordered = ordered;
    this.categoryValues = categoryValues;
  }

  override isNull(row: number): boolean {
    return this.codes[row] === -1;
  }

  get(row: number): CellValue {
    const code = this.codes[row]!;
    if (code === -1) return null;
    return this.categoryValues === undefined ? this.categories[code]! : this.categoryValues[code]!;
  }

  /** The category of each row as text, null where missing. Prefer `codes` and `categories`: they cost nothing. */
  values(): (string | null)[] {
    return Array.from(this.codes, (code) => (code === -1 ? null : this.categories[code]!));
  }

  take(rows: Int32Array): CategoricalColumn {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = this.codes[rows[i]!]!;
    return new CategoricalColumn(this.name, codes, this.categories, this.ordered, this.categoryValues);
  }

  rename(name: string): CategoricalColumn {
    return new CategoricalColumn(name, this.codes, this.categories, this.ordered, this.categoryValues);
  }

  /** How many rows have each code; `counts.length` is the number of categories. */
  codeCounts(): Int32Array {
    const counts = new Int32Array(this.categories.length);
    for (const code of this.codes) if (code >= 0) counts[code]!++;
    return counts;
  }

  /** Counts of all categories, those with none too, as pandas gives them. */
  valueCounts(): ValueCounts {
    return ValueCounts.sorted(this.name, this.categories, this.codeCounts());
  }

  isIn(values: Iterable<unknown>): Uint8Array {
    const wanted = new Set(
      Array.from(values, (value) => (typeof value === "boolean" ? pythonBool(value) : String(value))),
    );
    const chosen = Uint8Array.from(this.categories, (category) => (wanted.has(category) ? 1 : 0));
    const mask = new Uint8Array(this.length);
    for (let row = 0; row < this.length; row++) mask[row] = chosen[this.codes[row]!] ?? 0;
    return mask;
  }

  /** The codes of the categories that occur, in order. */
  usedCodes(): Int32Array {
    const counts = this.codeCounts();
    return Int32Array.from(counts.keys()).filter((code) => counts[code]! > 0);
  }

  /** The column without the categories that no row has; itself if all are used. */
  removeUnusedCategories(): CategoricalColumn {
    const used = this.usedCodes();
    if (used.length === this.categories.length) return this;
    const renumber = new Int32Array(this.categories.length).fill(-1);
    for (const [code, old] of used.entries()) renumber[old] = code;
    const keep = <T>(list: readonly T[]): T[] => Array.from(used, (code) => list[code]!);
    return new CategoricalColumn(
      this.name,
      this.codes.map((code) => (code === -1 ? -1 : renumber[code]!)),
      keep(this.categories),
      this.ordered,
      this.categoryValues === undefined ? undefined : keep(this.categoryValues),
    );
  }
}

/** Texts for values of an enumeration, as Python prints them. */
export function categoryTexts(values: readonly CellValue[]): string[] {
  return values.map((value) => (typeof value === "boolean" ? pythonBool(value) : String(value)));
}

function pythonBool(value: boolean): string {
  return value ? "True" : "False";
}
