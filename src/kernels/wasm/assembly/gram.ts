// The hybrid Gram kernel: columns are relabelled by descending density. The first `head` columns of a block of rows are a
// dense float32 matrix (SIMD), the others a sparse tail that accumulates into one float32 row (it fits the L1 cache).
// After each block both are added to the float64 lower triangle, packed: row g has g + 1 columns.

// dense[row][0..head) and tail[row] = the entry at which the row's tail starts.
export function gram_head(nRows: i32, head: i32, indptr: usize, columns: usize, values: usize, dense: usize, tail: usize): void {
  memory.fill(dense, 0, <usize>nRows * (<usize>head << 2));
  for (let row: usize = 0; row < <usize>nRows; row++) {
    const d = dense + row * (<usize>head << 2);
    const end = load<i32>(indptr + (row << 2), 4);
    let i = load<i32>(indptr + (row << 2));
    for (; i < end; i++) {
      const column = <i32>load<u16>(columns + (<usize>i << 1));
      if (column >= head) break;
      store<f32>(d + (<usize>column << 2), load<f32>(values + (<usize>i << 2)));
    }
    store<i32>(tail + (row << 2), i);
  }
}

// Tail entries of columns [start, end) by column: columnPtr (end - start + 1), and for each entry its place and row.
export function gram_columns(nRows: i32, start: i32, end: i32, indptr: usize, tail: usize, columns: usize, columnPtr: usize, places: usize, rows: usize): void {
  const width = <u32>(end - start);
  memory.fill(columnPtr, 0, <usize>(width + 1) << 2);
  for (let row: usize = 0; row < <usize>nRows; row++) {
    const stop = load<i32>(indptr + (row << 2), 4);
    for (let i = load<i32>(tail + (row << 2)); i < stop; i++) {
      const column = <u32>load<u16>(columns + (<usize>i << 1)) - <u32>start;
      if (column >= width) continue;
      const slot = columnPtr + (<usize>column << 2);
      store<i32>(slot, load<i32>(slot, 4) + 1, 4);
    }
  }
  for (let c: usize = 0; c < <usize>width; c++) {
    const slot = columnPtr + (c << 2);
    store<i32>(slot, load<i32>(slot) + load<i32>(slot, 4), 4);
  }
  for (let row: usize = 0; row < <usize>nRows; row++) {
    const stop = load<i32>(indptr + (row << 2), 4);
    for (let i = load<i32>(tail + (row << 2)); i < stop; i++) {
      const column = <u32>load<u16>(columns + (<usize>i << 1)) - <u32>start;
      if (column >= width) continue;
      const slot = columnPtr + (<usize>column << 2);
      const to = <usize>load<i32>(slot);
      store<i32>(slot, <i32>to + 1);
      store<i32>(places + (to << 2), i);
      store<u16>(rows + (to << 1), <u16>row);
    }
  }
  // Every slot now holds the end of its column: shift them back to starts.
  for (let c = <usize>width; c > 0; c--) store<i32>(columnPtr + (c << 2), load<i32>(columnPtr + ((c - 1) << 2)));
  store<i32>(columnPtr, 0);
}

// @ts-ignore: decorator
@inline
function addPromoted(to: usize, sum: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(sum)));
  const high = v128.shuffle<i32>(sum, sum, 2, 3, 2, 3);
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
}

// Rows [start, end) of the tail (start >= head): out points to row `start` of the packed triangle.
export function gram_tail(
  start: i32, end: i32, head: i32, tail: usize, columns: usize, values: usize, dense: usize,
  columnPtr: usize, places: usize, rows: usize, scratch: usize, out: usize,
): void {
  const headBytes = <usize>head << 2;
  let o = out;
  for (let g = start; g < end; g++) {
    const slot = columnPtr + (<usize>(g - start) << 2);
    const p0 = load<i32>(slot);
    const p1 = load<i32>(slot, 4);
    if (p0 != p1) {
      // Tail column times head columns: 32 of them in registers at a time.
      for (let c: usize = 0; c < headBytes; c += 128) {
        let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        for (let p = p0; p < p1; p++) {
          const s = v128.load_splat<f32>(values + (<usize>load<i32>(places + (<usize>p << 2)) << 2));
          const d = dense + <usize>load<u16>(rows + (<usize>p << 1)) * headBytes + c;
          a0 = f32x4.add(a0, f32x4.mul(s, v128.load(d)));
          a1 = f32x4.add(a1, f32x4.mul(s, v128.load(d, 16)));
          a2 = f32x4.add(a2, f32x4.mul(s, v128.load(d, 32)));
          a3 = f32x4.add(a3, f32x4.mul(s, v128.load(d, 48)));
          a4 = f32x4.add(a4, f32x4.mul(s, v128.load(d, 64)));
          a5 = f32x4.add(a5, f32x4.mul(s, v128.load(d, 80)));
          a6 = f32x4.add(a6, f32x4.mul(s, v128.load(d, 96)));
          a7 = f32x4.add(a7, f32x4.mul(s, v128.load(d, 112)));
        }
        const to = o + (c << 1);
        addPromoted(to, a0);
        addPromoted(to + 32, a1);
        addPromoted(to + 64, a2);
        addPromoted(to + 96, a3);
        addPromoted(to + 128, a4);
        addPromoted(to + 160, a5);
        addPromoted(to + 192, a6);
        addPromoted(to + 224, a7);
      }
      // Tail column times the tail columns up to it.
      for (let p = p0; p < p1; p++) {
        const i = load<i32>(places + (<usize>p << 2));
        const v = load<f32>(values + (<usize>i << 2));
        let j = load<i32>(tail + (<usize>load<u16>(rows + (<usize>p << 1)) << 2));
        for (; j + 4 <= i + 1; j += 4) {
          const q = columns + (<usize>j << 1);
          const x = values + (<usize>j << 2);
          const s0 = scratch + (<usize>load<u16>(q) << 2);
          const s1 = scratch + (<usize>load<u16>(q, 2) << 2);
          const s2 = scratch + (<usize>load<u16>(q, 4) << 2);
          const s3 = scratch + (<usize>load<u16>(q, 6) << 2);
          // Columns of a row differ, so the four places are distinct: load all, then store all.
          const t0 = load<f32>(s0) + v * load<f32>(x);
          const t1 = load<f32>(s1) + v * load<f32>(x, 4);
          const t2 = load<f32>(s2) + v * load<f32>(x, 8);
          const t3 = load<f32>(s3) + v * load<f32>(x, 12);
          store<f32>(s0, t0);
          store<f32>(s1, t1);
          store<f32>(s2, t2);
          store<f32>(s3, t3);
        }
        for (; j <= i; j++) {
          const s = scratch + (<usize>load<u16>(columns + (<usize>j << 1)) << 2);
          store<f32>(s, load<f32>(s) + v * load<f32>(values + (<usize>j << 2)));
        }
      }
      let c = head;
      for (; c + 4 <= g + 1; c += 4) {
        const s = scratch + (<usize>c << 2);
        addPromoted(o + (<usize>c << 3), v128.load(s));
        v128.store(s, f32x4.splat(0));
      }
      for (; c <= g; c++) {
        const s = scratch + (<usize>c << 2);
        const to = o + (<usize>c << 3);
        store<f64>(to, load<f64>(to) + <f64>load<f32>(s));
        store<f32>(s, 0);
      }
    }
    o += <usize>(g + 1) << 3;
  }
}

// Head times head, 4 x 16 at a time into `square` (head x head, float32, only tiles that touch the lower triangle), then
// added to rows [0, rows) of the packed triangle at `out`.
export function gram_dense(nRows: i32, head: i32, rows: i32, dense: usize, square: usize, out: usize): void {
  const stride = <usize>head << 2;
  for (let g: usize = 0; g < <usize>rows; g += 4) {
    for (let c: usize = 0; c < g + 4; c += 16) {
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
      let b0 = a0, b1 = a0, b2 = a0, b3 = a0, c0 = a0, c1 = a0, c2 = a0, c3 = a0, d0 = a0, d1 = a0, d2 = a0, d3 = a0;
      let p = dense + (g << 2);
      let q = dense + (c << 2);
      for (let row = 0; row < nRows; row++) {
        const x0 = v128.load(q), x1 = v128.load(q, 16), x2 = v128.load(q, 32), x3 = v128.load(q, 48);
        const s0 = v128.load_splat<f32>(p);
        a0 = f32x4.add(a0, f32x4.mul(s0, x0));
        a1 = f32x4.add(a1, f32x4.mul(s0, x1));
        a2 = f32x4.add(a2, f32x4.mul(s0, x2));
        a3 = f32x4.add(a3, f32x4.mul(s0, x3));
        const s1 = v128.load_splat<f32>(p, 4);
        b0 = f32x4.add(b0, f32x4.mul(s1, x0));
        b1 = f32x4.add(b1, f32x4.mul(s1, x1));
        b2 = f32x4.add(b2, f32x4.mul(s1, x2));
        b3 = f32x4.add(b3, f32x4.mul(s1, x3));
        const s2 = v128.load_splat<f32>(p, 8);
        c0 = f32x4.add(c0, f32x4.mul(s2, x0));
        c1 = f32x4.add(c1, f32x4.mul(s2, x1));
        c2 = f32x4.add(c2, f32x4.mul(s2, x2));
        c3 = f32x4.add(c3, f32x4.mul(s2, x3));
        const s3 = v128.load_splat<f32>(p, 12);
        d0 = f32x4.add(d0, f32x4.mul(s3, x0));
        d1 = f32x4.add(d1, f32x4.mul(s3, x1));
        d2 = f32x4.add(d2, f32x4.mul(s3, x2));
        d3 = f32x4.add(d3, f32x4.mul(s3, x3));
        p += stride;
        q += stride;
      }
      const t = square + g * stride + (c << 2);
      v128.store(t, a0), v128.store(t, a1, 16), v128.store(t, a2, 32), v128.store(t, a3, 48);
      const u = t + stride;
      v128.store(u, b0), v128.store(u, b1, 16), v128.store(u, b2, 32), v128.store(u, b3, 48);
      const v = u + stride;
      v128.store(v, c0), v128.store(v, c1, 16), v128.store(v, c2, 32), v128.store(v, c3, 48);
      const w = v + stride;
      v128.store(w, d0), v128.store(w, d1, 16), v128.store(w, d2, 32), v128.store(w, d3, 48);
    }
  }
  let o = out;
  for (let g: usize = 0; g < <usize>rows; g++) {
    for (let c: usize = 0; c <= g; c++, o += 8) {
      store<f64>(o, load<f64>(o) + <f64>load<f32>(square + g * stride + (c << 2)));
    }
  }
}
