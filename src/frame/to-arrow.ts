import type { Table as ArrowTable, Vector } from "apache-arrow";
import type { Column } from "./column.js";

type Arrow = typeof import("apache-arrow");

/** Apache Arrow is loaded when first needed: importing it costs more than the rest of this folder. */
export async function toArrowTable(columns: readonly Column[]): Promise<ArrowTable> {
  const arrow = await import("apache-arrow");
  return new arrow.Table(Object.fromEntries(columns.map((column) => [column.name, toVector(arrow, column)])));
}

function toVector(arrow: Arrow, column: Column): Vector {
  switch (column.kind) {
    case "categorical":
      return categoricalVector(arrow, column.codes, column.categories, column.ordered);
    case "string":
      return arrow.vectorFromArray(column.values(), new arrow.Utf8());
    case "boolean":
      return arrow.vectorFromArray([...column] as (boolean | null)[], new arrow.Bool());
    case "numeric": {
      const data = column.values();
      // Whole numbers that live in doubles go out under their own type.
      if (column.dtype === "int64" && data instanceof Float64Array) {
        const values = BigInt64Array.from(data, (value, row) => (column.isNull(row) ? 0n : BigInt(value)));
        return numericVector(arrow, values, column.validity);
      }
      return numericVector(arrow, data, column.validity);
    }
  }
}

function numericVector(arrow: Arrow, values: ArrayBufferView, validity: Uint8Array | undefined): Vector {
  const vector = arrow.makeVector(values as Float64Array) as Vector;
  if (validity === undefined) return vector;
  const { type, length } = vector;
  const parts = { type, length, nullCount: -1, nullBitmap: bitmap(validity), data: values };
  return arrow.makeVector(arrow.makeData(parts as never));
}

function categoricalVector(arrow: Arrow, codes: Int32Array, categories: readonly string[], ordered: boolean): Vector {
  const dictionary = arrow.vectorFromArray([...categories], new arrow.Utf8());
  const type = new arrow.Dictionary(dictionary.type, new arrow.Int32(), null, ordered);
  const valid = Uint8Array.from(codes, (code) => (code === -1 ? 0 : 1));
  return arrow.makeVector(
    arrow.makeData({
      type,
      length: codes.length,
      nullCount: -1,
      nullBitmap: bitmap(valid),
      data: codes.map((code) => Math.max(code, 0)),
      dictionary,
    }),
  );
}

/** Arrow keeps validity as bits, lowest bit first. */
function bitmap(validity: Uint8Array): Uint8Array {
  const bits = new Uint8Array((validity.length + 7) >> 3);
  for (let row = 0; row < validity.length; row++) if (validity[row] !== 0) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}
