// Tiles as they come out of the decompressor, straight to packed rows. A run is 8 bytes: i32 row, i32 number of cells.
// All kernels refuse (and the caller takes the general path) rather than explain.

// The int64 values of one part from byte planes of which the lower `planes` count.
export function join_planes(n: i32, planes: i32, from: usize, to: usize): void {
  for (let i: usize = 0; i < <usize>n; i++) {
    let value: i64 = 0;
    for (let p: i32 = 0; p < planes; p++) value |= <i64>load<u8>(from + <usize>p * <usize>n + i) << (p << 3);
    store<i64>(to + (i << 3), value);
  }
}

// The lower `planes` byte planes of the values of one part, each of `size` bytes.
export function split_planes(n: i32, size: i32, planes: i32, from: usize, to: usize): void {
  for (let i: usize = 0; i < <usize>n; i++) {
    const value = from + i * <usize>size;
    for (let p: usize = 0; p < <usize>planes; p++) store<u8>(to + p * <usize>n + i, load<u8>(value + p));
  }
}

// The runs of equal row ids in one part; returns how many, or -1 if a row is not within low..high.
export function row_runs(n: i32, rows: usize, low: i32, high: i32, runs: usize): i32 {
  let out = runs;
  let at = rows;
  const end = rows + (<usize>n << 3);
  while (at < end) {
    const start = at;
    const row = load<i64>(at);
    if (row < <i64>low || row > <i64>high) return -1;
    const same = i64x2.splat(row);
    at += 8;
    while (at + 64 <= end) {
      const first = v128.and(i64x2.eq(v128.load(at), same), i64x2.eq(v128.load(at, 16), same));
      const second = v128.and(i64x2.eq(v128.load(at, 32), same), i64x2.eq(v128.load(at, 48), same));
      if (!i64x2.all_true(v128.and(first, second))) break;
      at += 64;
    }
    while (at < end && load<i64>(at) == row) at += 8;
    store<i32>(out, <i32>row);
    store<i32>(out, <i32>((at - start) >> 3), 4);
    out += 8;
  }
  return <i32>((out - runs) >> 3);
}

// Turns the runs' row ids into rows of the result (-1: left out) and adds up the sizes of these.
export function count_runs(nRuns: i32, runs: usize, firstRow: i32, lastRow: i32, rowOf: usize, sizes: usize): void {
  for (let run = runs, end = runs + (<usize>nRuns << 3); run < end; run += 8) {
    const id = load<i32>(run);
    let row: i32 = -1;
    if (id >= firstRow && id <= lastRow) row = rowOf == 0 ? id - firstRow : load<i32>(rowOf + (<usize>(id - firstRow) << 2));
    store<i32>(run, row);
    if (row < 0) continue;
    const size = sizes + (<usize>row << 2);
    store<i32>(size, load<i32>(size) + load<i32>(run, 4));
  }
}

// A walk through the runs of a tile that goes on from part to part: `cursor` holds the run (i32) and what is left of it (i32).
// Columns of one part, from their two lower byte planes, to the next places of their rows.
export function scatter_columns(n: i32, lower: usize, upper: usize, cursor: usize, places: usize, out: usize): void {
  let run = <usize>load<u32>(cursor);
  let left = load<i32>(cursor, 4);
  for (let i: i32 = 0; i < n; ) {
    while (left == 0) {
      run += 8;
      left = load<i32>(run, 4);
    }
    const some = min(left, n - i);
    const row = load<i32>(run);
    if (row >= 0) {
      const place = places + (<usize>row << 2);
      const at = load<i32>(place);
      store<i32>(place, at + some);
      interleave(some, lower + <usize>i, upper + <usize>i, out + (<usize>at << 1));
    }
    i += some;
    left -= some;
  }
  store<u32>(cursor, <u32>run);
  store<i32>(cursor, left, 4);
}

// @ts-ignore: decorator
@inline
function interleave16(lower: usize, upper: usize, to: usize): void {
  const a = v128.load(lower);
  const b = v128.load(upper);
  v128.store(to, i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  v128.store(to, i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
}

function interleave(n: i32, lower: usize, upper: usize, to: usize): void {
  const count = <usize>n;
  if (count < 16) {
    for (let i: usize = 0; i < count; i++) store<u16>(to + (i << 1), <u16>load<u8>(lower + i) | (<u16>load<u8>(upper + i) << 8));
    return;
  }
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) interleave16(lower + i, upper + i, to + (i << 1));
  // The last sixteen overlap what is there already.
  i = count - 16;
  interleave16(lower + i, upper + i, to + (i << 1));
}

// Escaped values of a walk: how many there are, and room for more; entries are 8 bytes: i32 row, the value's bits.
let escapes: usize = 0;
let escapeCount: i32 = 0;
let escapeCapacity: i32 = 0;

export function start_escapes(to: usize, capacity: i32): void {
  escapes = to;
  escapeCount = 0;
  escapeCapacity = capacity;
}

export function escape_count(): i32 {
  return escapeCount;
}

// @ts-ignore: decorator
@inline
function putValue(value: f32, row: i32, to: usize): void {
  const small = <u32><i32>value;
  // The bits are compared, so that -0 (which would come back as 0) and NaN escape.
  if (small < 255 && reinterpret<u32>(<f32>small) == reinterpret<u32>(value)) {
    store<u8>(to, <u8>small);
    return;
  }
  store<u8>(to, 255);
  if (escapeCount < escapeCapacity) {
    const entry = escapes + (<usize>escapeCount << 3);
    store<i32>(entry, row);
    store<u32>(entry, reinterpret<u32>(value), 4);
  }
  escapeCount++;
}

// @ts-ignore: decorator
@inline
function valueOf(planes: usize, n: usize, i: usize): f32 {
  const at = planes + i;
  const bits = <u32>load<u8>(at) | (<u32>load<u8>(at + n) << 8) | (<u32>load<u8>(at + 2 * n) << 16) | (<u32>load<u8>(at + 3 * n) << 24);
  return reinterpret<f32>(bits);
}

// Sixteen float32 values whose two lower planes are zero, as count bytes; false (nothing written) if one of them is no count.
// @ts-ignore: decorator
@inline
function count16(lower: usize, upper: usize, to: usize): bool {
  const a = v128.load(lower);
  const b = v128.load(upper);
  const first = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const last = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const f0 = i32x4.shl(i32x4.extend_low_i16x8_u(first), 16);
  const f1 = i32x4.shl(i32x4.extend_high_i16x8_u(first), 16);
  const f2 = i32x4.shl(i32x4.extend_low_i16x8_u(last), 16);
  const f3 = i32x4.shl(i32x4.extend_high_i16x8_u(last), 16);
  const c0 = i32x4.trunc_sat_f32x4_u(f0);
  const c1 = i32x4.trunc_sat_f32x4_u(f1);
  const c2 = i32x4.trunc_sat_f32x4_u(f2);
  const c3 = i32x4.trunc_sat_f32x4_u(f3);
  const differ = v128.or(
    v128.or(v128.xor(f32x4.convert_i32x4_u(c0), f0), v128.xor(f32x4.convert_i32x4_u(c1), f1)),
    v128.or(v128.xor(f32x4.convert_i32x4_u(c2), f2), v128.xor(f32x4.convert_i32x4_u(c3), f3)),
  );
  const most = i32x4.max_u(i32x4.max_u(c0, c1), i32x4.max_u(c2, c3));
  if (v128.any_true(v128.or(differ, i32x4.gt_u(most, i32x4.splat(254))))) return false;
  v128.store(to, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(c0, c1), i16x8.narrow_i32x4_u(c2, c3)));
  return true;
}

function anySet(from: usize, length: usize): bool {
  let all = i32x4.splat(0);
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) all = v128.or(all, v128.load(from + i));
  let rest: u32 = 0;
  for (; i < length; i++) rest |= <u32>load<u8>(from + i);
  return v128.any_true(all) || rest != 0;
}

// Float32 values of one part, from their byte planes, as count bytes to the next places of their rows.
export function scatter_counts(n: i32, planes: usize, cursor: usize, places: usize, out: usize): void {
  const count = <usize>n;
  const wide = anySet(planes, 2 * count);
  let run = <usize>load<u32>(cursor);
  let left = load<i32>(cursor, 4);
  for (let i: usize = 0; i < count; ) {
    while (left == 0) {
      run += 8;
      left = load<i32>(run, 4);
    }
    const some = <usize>min(left, <i32>(count - i));
    const row = load<i32>(run);
    if (row >= 0) {
      const place = places + (<usize>row << 2);
      const at = load<i32>(place);
      store<i32>(place, at + <i32>some);
      const to = out + <usize>at - i;
      const end = i + some;
      const lower = planes + 2 * count;
      const upper = lower + count;
      let k = i;
      while (k < end) {
        // The last sixteen may overlap what is there already, if that has no escapes.
        const from = k + 16 <= end ? k : end - 16;
        if (!wide && some >= 16 && count16(lower + from, upper + from, to + from)) {
          k = from + 16;
          continue;
        }
        for (const stop = min(end, k + 16); k < stop; k++) putValue(valueOf(planes, count, k), row, to + k);
      }
    }
    i += some;
    left -= <i32>some;
  }
  store<u32>(cursor, <u32>run);
  store<i32>(cursor, left, 4);
}

// The escapes by row, in their order within it; `starts` has nRows + 1 zeros and gets where each row's escapes begin.
export function order_escapes(nRows: i32, starts: usize, to: usize): void {
  for (let i: usize = 0; i < <usize>escapeCount; i++) {
    const slot = starts + (<usize>load<i32>(escapes + (i << 3)) << 2);
    store<i32>(slot, load<i32>(slot, 4) + 1, 4);
  }
  for (let row: usize = 0; row < <usize>nRows; row++) {
    const slot = starts + (row << 2);
    store<i32>(slot, load<i32>(slot) + load<i32>(slot, 4), 4);
  }
  // Fills each row from its end, so that `starts` ends up as the beginnings again.
  for (let i = escapeCount - 1; i >= 0; i--) {
    const entry = escapes + (<usize>i << 3);
    const slot = starts + (<usize>load<i32>(entry) << 2);
    const at = load<i32>(slot, 4) - 1;
    store<i32>(slot, at, 4);
    store<u32>(to + (<usize>at << 2), load<u32>(entry, 4));
  }
  memory.copy(starts, starts + 4, <usize>nRows << 2);
  store<i32>(starts + (<usize>nRows << 2), escapeCount);
}

// 1 if the columns of every row ascend and stay below nCols.
export function ascend(nRows: i32, starts: usize, ends: usize, indices: usize, nCols: i32): i32 {
  for (let row: usize = 0; row < <usize>nRows; row++) {
    let i = <usize>load<i32>(starts + (row << 2));
    const end = <usize>load<i32>(ends + (row << 2));
    if (i == end) continue;
    if (<i32>load<u16>(indices + ((end - 1) << 1)) >= nCols) return 0;
    let bad = i16x8.splat(0);
    for (; i + 8 < end; i += 8) {
      const at = indices + (i << 1);
      bad = v128.or(bad, i16x8.ge_u(v128.load(at), v128.load(at, 2)));
    }
    let rest: bool = false;
    for (; i + 1 < end; i++) {
      const at = indices + (i << 1);
      rest = rest || load<u16>(at) >= load<u16>(at, 2);
    }
    if (rest || v128.any_true(bad)) return 0;
  }
  return 1;
}

// Totals of the rows in the order of their entries: whole numbers add up to the same in any order, so that rows without
// escapes are added sixteen at a time.
export function count_totals(
  nRows: i32, starts: usize, ends: usize, counts: usize, escapeStarts: usize, values: usize, totals: usize,
): void {
  for (let row: usize = 0; row < <usize>nRows; row++) {
    let i = <usize>load<i32>(starts + (row << 2));
    const end = <usize>load<i32>(ends + (row << 2));
    let escape = <usize>load<i32>(escapeStarts + (row << 2));
    let total: f64 = 0;
    if (escape == <usize>load<i32>(escapeStarts + (row << 2), 4)) {
      let sums = i32x4.splat(0);
      for (; i + 16 <= end; i += 16)
        sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(counts + i))));
      total = <f64>i32x4.extract_lane(sums, 0) + <f64>i32x4.extract_lane(sums, 1) + <f64>i32x4.extract_lane(sums, 2) + <f64>i32x4.extract_lane(sums, 3);
      for (; i < end; i++) total += <f64>load<u8>(counts + i);
    } else {
      for (; i < end; i++) {
        const count = <u32>load<u8>(counts + i);
        if (count != 255) total += <f64>count;
        else total += <f64>load<f32>(values + (escape++ << 2));
      }
    }
    store<f64>(totals + (row << 3), total);
  }
}
