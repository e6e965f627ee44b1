import { escapeHtml, type MimeBundle, registerDisplay } from "../core/index.js";

const MAX_ROWS = 60;
const EDGE_ROWS = 5;

/** How often each value occurs, most frequent first; ties keep the order of the categories, or of first occurrence. */
export class ValueCounts {
  /** Name of the counted column. */
  readonly name: string;
  /** The values as text, most frequent first. */
  readonly index: string[];
  /** `counts[i]` cells have the value `index[i]`. */
  readonly counts: number[];

  static {
    registerDisplay(ValueCounts.prototype);
  }

  constructor(name: string, index: string[], counts: number[]) {
    this.name = name;
    this.index = index;
    this.counts = counts;
  }

  /** Sorted, stable counts of values that came in any order. */
  static sorted(name: string, values: readonly string[], counts: ArrayLike<number>): ValueCounts {
    const order = values.map((_, i) => i).sort((a, b) => counts[b]! - counts[a]! || a - b);
    return new ValueCounts(
      name,
      order.map((i) => values[i]!),
      order.map((i) => counts[i]!),
    );
  }

  get length(): number {
    return this.index.length;
  }

  /** The `n` most frequent values. */
  head(n = 5): ValueCounts {
    const end = n < 0 ? Math.max(0, this.length + n) : n;
    return new ValueCounts(this.name, this.index.slice(0, end), this.counts.slice(0, end));
  }

  /** The count of one value; 0 if it does not occur. */
  get(value: string): number {
    const position = this.index.indexOf(value);
    return position < 0 ? 0 : this.counts[position]!;
  }

  /** Value and count, most frequent first. */
  entries(): [value: string, count: number][] {
    return this.index.map((value, i) => [value, this.counts[i]!]);
  }

  *[Symbol.iterator](): IterableIterator<[value: string, count: number]> {
    yield* this.entries();
  }

  /** As pandas prints a `value_counts()`: the column's name, one line per value, name and dtype below. */
  toString(): string {
    if (this.length === 0) return `Series([], Name: count, dtype: int64)`;
    const rows = this.#shownRows();
    const left = Math.max(...rows.map((row) => (row === undefined ? 0 : this.index[row]!.length)));
    const right = Math.max(...rows.map((row) => (row === undefined ? 3 : String(this.counts[row]).length)));
    const lines = rows.map((row) =>
      row === undefined
        ? `${"".padEnd(left)}    ${"...".padStart(right)}`
        : `${this.index[row]!.padEnd(left)}    ${String(this.counts[row]).padStart(right)}`,
    );
    const length = this.length > MAX_ROWS ? `Length: ${this.length}, ` : "";
    return [this.name, ...lines, `Name: count, ${length}dtype: int64`].join("\n");
  }

  toMimeBundle(): MimeBundle {
    const body = this.#shownRows()
      .map((row) =>
        row === undefined
          ? "<tr><th>…</th><td>…</td></tr>"
          : `<tr><th>${escapeHtml(this.index[row]!)}</th><td>${this.counts[row]}</td></tr>`,
      )
      .join("\n");
    const html = `<table border="1" class="dataframe">
<thead><tr style="text-align: right;"><th>${escapeHtml(this.name)}</th><th>count</th></tr></thead>
<tbody>
${body}
</tbody>
</table>`;
    return { "text/html": html, "text/plain": this.toString() };
  }

  #shownRows(): (number | undefined)[] {
    const all = Array.from({ length: this.length }, (_, row) => row);
    if (this.length <= MAX_ROWS) return all;
    return [...all.slice(0, EDGE_ROWS), undefined, ...all.slice(-EDGE_ROWS)];
  }
}
