// out[row][0..width) = sum of value * loadings[column][0..width); width is a multiple of 4.
export function project_rows(nRows: i32, width: i32, indptr: usize, columns: usize, values: usize, loadings: usize, out: usize): void {
  const rowBytes = <usize>width << 2;
  for (let row: usize = 0; row < <usize>nRows; row++) {
    const start = load<i32>(indptr + (row << 2));
    const end = load<i32>(indptr + (row << 2), 4);
    const y = out + row * rowBytes;
    let c: usize = 0;
    for (; c + 64 <= rowBytes; c += 64) {
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
      for (let i = start; i < end; i++) {
        const s = v128.load_splat<f32>(values + (<usize>i << 2));
        const v = loadings + <usize>load<u16>(columns + (<usize>i << 1)) * rowBytes + c;
        a0 = f32x4.add(a0, f32x4.mul(s, v128.load(v)));
        a1 = f32x4.add(a1, f32x4.mul(s, v128.load(v, 16)));
        a2 = f32x4.add(a2, f32x4.mul(s, v128.load(v, 32)));
        a3 = f32x4.add(a3, f32x4.mul(s, v128.load(v, 48)));
      }
      v128.store(y + c, a0);
      v128.store(y + c, a1, 16);
      v128.store(y + c, a2, 32);
      v128.store(y + c, a3, 48);
    }
    for (; c < rowBytes; c += 16) {
      let a = f32x4.splat(0);
      for (let i = start; i < end; i++) {
        const v = loadings + <usize>load<u16>(columns + (<usize>i << 1)) * rowBytes + c;
        a = f32x4.add(a, f32x4.mul(v128.load_splat<f32>(values + (<usize>i << 2)), v128.load(v)));
      }
      v128.store(y + c, a);
    }
  }
}
