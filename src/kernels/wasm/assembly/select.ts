import { columnAt, startEscapes, valueAt } from "./values";

const NOT_SELECTED: u32 = 0xffffffff;

// Of one row, ln(1 + count*scale) is computed once for each distinct small count: `table` holds it, `stamp` says for which row.
// @ts-ignore: decorator
@inline
function transformed(value: f32, factor: f64, logged: bool, logFactor: f64, table: usize, stamp: usize, mark: i32): f32 {
  if (!logged) return <f32>(<f64>value * factor);
  const small = <u32><i32>value;
  if (small < 256 && <f32>small == value) {
    const slot = stamp + (<usize>small << 2);
    const entry = table + (<usize>small << 2);
    if (load<i32>(slot) != mark) {
      store<i32>(slot, mark);
      store<f32>(entry, <f32>(Math.log1p(<f64>value * factor) * logFactor));
    }
    return load<f32>(entry);
  }
  return <f32>(Math.log1p(<f64>value * factor) * logFactor);
}

// First step: rows with the chosen entries in their old order; returns how many there are. `stamp` must start as zeros.
function selectEntries<I, V>(
  nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize,
  logged: bool, logFactor: f64, map: usize, table: usize, stamp: usize, outPtr: usize, outColumns: usize, outValues: usize,
): i32 {
  startEscapes(escapes);
  let n: i32 = 0;
  let i = load<i32>(indptr);
  store<i32>(outPtr, 0);
  for (let row: i32 = 0; row < nRows; row++) {
    const factor = load<f64>(scale + (<usize>row << 3));
    const end = load<i32>(indptr + (<usize>row << 2), 4);
    for (; i < end; i++) {
      const value = valueAt<V>(values, i);
      const column = load<u32>(map + (<usize>columnAt<I>(indices, i) << 2));
      if (column == NOT_SELECTED) continue;
      store<u16>(outColumns + (<usize>n << 1), <u16>column);
      store<f32>(outValues + (<usize>n << 2), transformed(value, factor, logged, logFactor, table, stamp, row + 1));
      n++;
    }
    store<i32>(outPtr + (<usize>row << 2), n, 4);
  }
  return n;
}

export function select_16_8(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, logged: bool, logFactor: f64, map: usize, table: usize, stamp: usize, outPtr: usize, outColumns: usize, outValues: usize): i32 {
  return selectEntries<u16, u8>(nRows, indptr, indices, values, escapes, scale, logged, logFactor, map, table, stamp, outPtr, outColumns, outValues);
}
export function select_32_8(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, logged: bool, logFactor: f64, map: usize, table: usize, stamp: usize, outPtr: usize, outColumns: usize, outValues: usize): i32 {
  return selectEntries<u32, u8>(nRows, indptr, indices, values, escapes, scale, logged, logFactor, map, table, stamp, outPtr, outColumns, outValues);
}
export function select_16_32(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, logged: bool, logFactor: f64, map: usize, table: usize, stamp: usize, outPtr: usize, outColumns: usize, outValues: usize): i32 {
  return selectEntries<u16, f32>(nRows, indptr, indices, values, escapes, scale, logged, logFactor, map, table, stamp, outPtr, outColumns, outValues);
}
export function select_32_32(nRows: i32, indptr: usize, indices: usize, values: usize, escapes: usize, scale: usize, logged: bool, logFactor: f64, map: usize, table: usize, stamp: usize, outPtr: usize, outColumns: usize, outValues: usize): i32 {
  return selectEntries<u32, f32>(nRows, indptr, indices, values, escapes, scale, logged, logFactor, map, table, stamp, outPtr, outColumns, outValues);
}

// Second step: sorts every row by new column, by transposing twice (counting sort). `columnPtr` has k + 1 entries,
// `rows` and `sorted` n, `rowPtr` nRows. Adds each column's sum and number of entries.
export function sort_rows(
  nRows: i32, k: i32, outPtr: usize, columns: usize, values: usize, columnPtr: usize, rows: usize, sorted: usize,
  rowPtr: usize, outColumns: usize, outValues: usize, sums: usize, counts: usize,
): void {
  memory.fill(columnPtr, 0, <usize>(k + 1) << 2);
  const n = load<i32>(outPtr + (<usize>nRows << 2));
  for (let i: usize = 0; i < <usize>n; i++) {
    const slot = columnPtr + (<usize>load<u16>(columns + (i << 1)) << 2);
    store<i32>(slot, load<i32>(slot, 4) + 1, 4);
  }
  for (let c: usize = 0; c < <usize>k; c++) {
    const slot = columnPtr + (c << 2);
    const count = load<i32>(slot, 4);
    const total = counts + (c << 2);
    store<i32>(total, load<i32>(total) + count);
    store<i32>(slot, load<i32>(slot) + count, 4);
  }
  let i: usize = 0;
  for (let row: usize = 0; row < <usize>nRows; row++) {
    const end = <usize>load<i32>(outPtr + (row << 2), 4);
    store<i32>(rowPtr + (row << 2), <i32>i);
    for (; i < end; i++) {
      const slot = columnPtr + (<usize>load<u16>(columns + (i << 1)) << 2);
      const to = <usize>load<i32>(slot);
      store<i32>(slot, <i32>to + 1);
      store<u16>(rows + (to << 1), <u16>row);
      store<f32>(sorted + (to << 2), load<f32>(values + (i << 2)));
    }
  }
  // columnPtr[c] is now the end of column c.
  let p: usize = 0;
  for (let c: usize = 0; c < <usize>k; c++) {
    const end = <usize>load<i32>(columnPtr + (c << 2));
    let sum: f64 = 0;
    for (; p < end; p++) {
      const slot = rowPtr + (<usize>load<u16>(rows + (p << 1)) << 2);
      const to = <usize>load<i32>(slot);
      store<i32>(slot, <i32>to + 1);
      const value = load<f32>(sorted + (p << 2));
      sum += <f64>value;
      store<u16>(outColumns + (to << 1), <u16>c);
      store<f32>(outValues + (to << 2), value);
    }
    const total = sums + (c << 3);
    store<f64>(total, load<f64>(total) + sum);
  }
}
