// Cells in storage order (row and column ids) into rows: a counting sort in two passes over parts of the cells.
// rowOf and colOf map ids to rows and columns of the matrix, -1 leaves a cell out; 0 stands for no map.

// @ts-ignore: decorator
@inline
function rowAt(rows: usize, i: usize, firstRow: i32, rowOf: usize): i32 {
  const row = load<i32>(rows + (i << 2)) - firstRow;
  return rowOf == 0 ? row : load<i32>(rowOf + (<usize>row << 2));
}

// sizes[row]++ for each cell that stays. Cells of a row come in runs: the count of a run stays in a register.
export function count_cells(length: i32, rows: usize, cols: usize, firstRow: i32, rowOf: usize, colOf: usize, sizes: usize): void {
  let current: i32 = -1;
  let count: i32 = 0;
  for (let i: usize = 0; i < <usize>length; i++) {
    const row = rowAt(rows, i, firstRow, rowOf);
    if (row < 0) continue;
    if (colOf != 0 && load<i32>(colOf + (<usize>load<i32>(cols + (i << 2)) << 2)) < 0) continue;
    if (row != current) {
      if (current >= 0) store<i32>(sizes + (<usize>current << 2), count);
      current = row;
      count = load<i32>(sizes + (<usize>row << 2));
    }
    count++;
  }
  if (current >= 0) store<i32>(sizes + (<usize>current << 2), count);
}

// Puts each cell to the next place of its row; `lasts` holds the last column of each row (-1 at first).
// Returns 0 as soon as a column does not ascend within its row.
function scatterCells<I>(
  length: i32, rows: usize, cols: usize, values: usize, firstRow: i32, rowOf: usize, colOf: usize,
  places: usize, lasts: usize, outColumns: usize, outValues: usize,
): i32 {
  let current: i32 = -1;
  let at: usize = 0;
  let last: i32 = -1;
  for (let i: usize = 0; i < <usize>length; i++) {
    const row = rowAt(rows, i, firstRow, rowOf);
    if (row < 0) continue;
    let column = load<i32>(cols + (i << 2));
    if (colOf != 0) {
      column = load<i32>(colOf + (<usize>column << 2));
      if (column < 0) continue;
    }
    if (row != current) {
      if (current >= 0) {
        store<i32>(places + (<usize>current << 2), <i32>at);
        store<i32>(lasts + (<usize>current << 2), last);
      }
      current = row;
      at = <usize>load<i32>(places + (<usize>row << 2));
      last = load<i32>(lasts + (<usize>row << 2));
    }
    if (column <= last) return 0;
    last = column;
    if (sizeof<I>() == 2) store<u16>(outColumns + (at << 1), <u16>column);
    else store<i32>(outColumns + (at << 2), column);
    // Bits, so that every float arrives as it is stored.
    store<i32>(outValues + (at << 2), load<i32>(values + (i << 2)));
    at++;
  }
  if (current >= 0) {
    store<i32>(places + (<usize>current << 2), <i32>at);
    store<i32>(lasts + (<usize>current << 2), last);
  }
  return 1;
}

export function scatter_cells_16(length: i32, rows: usize, cols: usize, values: usize, firstRow: i32, rowOf: usize, colOf: usize, places: usize, lasts: usize, outColumns: usize, outValues: usize): i32 {
  return scatterCells<u16>(length, rows, cols, values, firstRow, rowOf, colOf, places, lasts, outColumns, outValues);
}
export function scatter_cells_32(length: i32, rows: usize, cols: usize, values: usize, firstRow: i32, rowOf: usize, colOf: usize, places: usize, lasts: usize, outColumns: usize, outValues: usize): i32 {
  return scatterCells<u32>(length, rows, cols, values, firstRow, rowOf, colOf, places, lasts, outColumns, outValues);
}
