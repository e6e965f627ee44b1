import type { Table as ArrowTable, Vector } from "apache-arrow";
import type { Column } from "./column.js";
import type { StringColumn } from "./string-column.js";

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
      return stringVector(arrow, column);
    case "boolean":
      return booleanVector(arrow, column.values(), column.validity);
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

function stringVector(arrow: Arrow, column: StringColumn): Vector {
  const { bytes, offsets } = column.utf8();
  // Arrow's Utf8 has 32-bit offsets; longer texts need LargeUtf8.
  const isLarge = offsets[column.length]! > 2 ** 31 - 1;
  const parts = {
    type: isLarge ? new arrow.LargeUtf8() : new arrow.Utf8(),
    length: column.length,
    nullCount: column.validity === undefined ? 0 : -1,
    nullBitmap: column.validity === undefined ? undefined : bitmap(column.validity),
    valueOffsets: isLarge ? BigInt64Array.from(offsets as Float64Array, BigInt) : Int32Array.from(offsets),
    data: bytes,
  };
  return arrow.makeVector(arrow.makeData(parts as never));
}

function booleanVector(arrow: Arrow, values: Uint8Array, validity: Uint8Array | undefined): Vector {
  const parts = {
    type: new arrow.Bool(),
    length: values.length,
    nullCount: validity === undefined ? 0 : -1,
    nullBitmap: validity === undefined ? undefined : bitmap(validity),
    data: bitmap(values),
  };
  return arrow.makeVector(arrow.makeData(parts as never));
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
