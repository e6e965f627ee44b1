import { describe, expect, it } from "vitest";
import { isCellmillError, JUPYTER_DISPLAY } from "../../src/core/index.js";
import {
  booleanColumn,
  categoricalColumn,
  numericColumn,
  RowNames,
  StringColumn,
  stringColumn,
  Table,
} from "../../src/frame/index.js";

const table = Table.fromColumns([
  numericColumn("soma_joinid", Float64Array.of(3, 5, 9), undefined, "int64"),
  categoricalColumn("cell_type", Int32Array.of(1, -1, 0), ["B cell", "T <cell>"]),
  booleanColumn("is_primary_data", [true, false, true]),
  stringColumn("barcode", ["AAA", null, "CC"]),
  numericColumn("raw_sum", Float32Array.of(1.5, 2, 1000), Uint8Array.of(1, 0, 1)),
]);

describe("Table", () => {
  it("gives its columns by name and says the nearest names for one it does not have", () => {
    expect(table.columnNames).toEqual(["soma_joinid", "cell_type", "is_primary_data", "barcode", "raw_sum"]);
    expect([...table.column("cell_type")]).toEqual(["T <cell>", null, "B cell"]);
    expect([...table.column("raw_sum")]).toEqual([1.5, null, 1000]);
    expect(() => table.column("celltype")).toThrow(/no column "celltype". Did you mean cell_type\?/);
    try {
      table.column("zzzzz");
      expect.unreachable();
    } catch (error) {
      expect(isCellmillError(error, "ColumnError")).toBe(true);
      expect(String(error)).toContain("Columns: soma_joinid, cell_type");
    }
  });

  it("refuses columns of different length and two of one name", () => {
    const short = numericColumn("x", Int32Array.of(1));
    expect(() => Table.fromColumns([short, numericColumn("y", Int32Array.of(1, 2))])).toThrow(/column "y": rows/);
    expect(() => Table.fromColumns([short, short])).toThrow(/"x" comes twice/);
    expect(() => table.withColumn("x", short)).toThrow(/expected 3, got 1/);
    expect(() => Table.fromColumns([short], { index: ["a", "b"] })).toThrow(/row names: expected 1, got 2/);
  });

  it("takes and filters rows of every kind of column, and keeps the row names with them", () => {
    const taken = table.take(Int32Array.of(2, 1));
    expect(taken.nRows).toBe(2);
    expect(taken.row(0)).toEqual({
      soma_joinid: 9,
      cell_type: "B cell",
      is_primary_data: true,
      barcode: "CC",
      raw_sum: 1000,
    });
    expect(taken.row(1)).toEqual({
      soma_joinid: 5,
      cell_type: null,
      is_primary_data: false,
      barcode: null,
      raw_sum: null,
    });
    expect([...taken.index]).toEqual(["2", "1"]);
    expect(taken.filter([false, true]).index.get(0)).toBe("1");
    expect(() => table.filter([true])).toThrow(/mask length: expected 3, one per row, got 1/);
    expect(() => table.take(Int32Array.of(3))).toThrow(/row position: expected 0 … 2, got 3/);
  });

  it("takes a column's rows when the column is looked at, once, and applies the change then", () => {
    const looked: string[] = [];
    const taken = table.take(Int32Array.of(0, 2), (column) => {
      looked.push(column.name);
      return column.kind === "categorical" ? column.removeUnusedCategories() : column;
    });
    expect(looked).toEqual([]);
    expect(taken.take(Int32Array.of(1)).column("raw_sum").get(0)).toBe(1000);
    expect(taken.column("raw_sum")).toBe(taken.column("raw_sum"));
    expect(looked).toEqual(["raw_sum"]);
    expect(taken.columns).toHaveLength(5);
    expect(looked).toHaveLength(5);
  });

  it("adds, replaces, selects and drops columns without changing the table it came from", () => {
    const more = table.withColumn("highly_variable", booleanColumn("hv", [true, true, false]));
    expect(more.columnNames.at(-1)).toBe("highly_variable");
    expect(more.column("highly_variable").name).toBe("highly_variable");
    expect(more.withoutColumn("barcode").hasColumn("barcode")).toBe(false);
    expect(more.select(["raw_sum", "barcode"]).columnNames).toEqual(["raw_sum", "barcode"]);
    expect(table.hasColumn("highly_variable")).toBe(false);
  });

  it("keeps given row names and finds a row by its name", () => {
    const named = table.withIndex(["a", "b", "c"], "gene");
    expect(named.indexName).toBe("gene");
    expect(named.index.indexOf("c")).toBe(2);
    expect(named.take(Int32Array.of(1)).index.indexOf("c")).toBe(-1);
    expect(RowNames.range(3).indexOf("2")).toBe(2);
  });

  it("prints as pandas does", () => {
    expect(table.toString()).toBe(
      [
        "   soma_joinid  cell_type  is_primary_data  barcode  raw_sum",
        "0            3   T <cell>             True      AAA      1.5",
        "1            5        NaN            False     None      NaN",
        "2            9     B cell             True       CC   1000.0",
        "",
        "[3 rows x 5 columns]",
      ].join("\n"),
    );
  });

  it("shows the first and last five rows of a long table", () => {
    const long = Table.fromColumns([
      numericColumn(
        "x",
        Int32Array.from({ length: 100 }, (_, i) => i),
      ),
    ]);
    const lines = long.toString().split("\n");
    expect(lines[5]!.split(/\s+/)).toEqual(["4", "4"]);
    expect(lines[6]!.split(/\s+/)).toEqual(["...", "..."]);
    expect(lines[7]!.split(/\s+/)).toEqual(["95", "95"]);
    expect(lines).toHaveLength(14);
  });

  it("shows itself in a notebook as an escaped HTML table and as text", () => {
    const show = (table as unknown as Record<symbol, () => Record<string, string>>)[JUPYTER_DISPLAY]!;
    const bundle = show.call(table);
    expect(bundle["text/html"]).toContain("<td>T &lt;cell&gt;</td>");
    expect(bundle["text/html"]).toContain("3 rows × 5 columns");
    expect(bundle["text/plain"]).toBe(table.toString());
  });

  it("becomes an Arrow table with nulls of every kind, texts from UTF-8 or not, and whole numbers exact", async () => {
    const bytes = new TextEncoder().encode("aé€");
    const mixed = Table.fromColumns([
      booleanColumn("flag", Uint8Array.of(2, 0, 1), Uint8Array.of(1, 1, 0)),
      StringColumn.fromUtf8("text", { bytes, offsets: Uint32Array.of(0, 1, 3, 6) }, Uint8Array.of(1, 0, 1)),
      numericColumn("big", BigInt64Array.of(1n, 2n ** 60n, -5n), Uint8Array.of(0, 1, 1)),
      categoricalColumn("number", Int32Array.of(1, 1, -1), [10, 20], true),
    ]);
    const arrow = await mixed.toArrow();
    expect(mixed.columnNames.map((name) => [...(arrow.getChild(name) ?? [])])).toEqual([
      [true, false, null],
      ["a", null, "€"],
      [null, 2n ** 60n, -5n],
      ["20", "20", null],
    ]);
  });

  it("becomes an Arrow table with the same values", async () => {
    const arrow = await table.toArrow();
    expect(arrow.numRows).toBe(3);
    const columns = table.columnNames.map((name) => [name, [...(arrow.getChild(name) ?? [])]]);
    expect(Object.fromEntries(columns)).toEqual({
      soma_joinid: [3n, 5n, 9n],
      cell_type: ["T <cell>", null, "B cell"],
      is_primary_data: [true, false, true],
      barcode: ["AAA", null, "CC"],
      raw_sum: [1.5, null, 1000],
    });
  });
});
