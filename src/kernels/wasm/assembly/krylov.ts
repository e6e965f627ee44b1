// w = A v for a symmetric matrix given as its packed lower triangle: each row is read once, for its dot product with v
// and for its multiple added to w.
export function symmetric_product(k: i32, packed: usize, v: usize, w: usize): void {
  memory.fill(w, 0, <usize>k << 3);
  let a = packed;
  for (let i: usize = 0; i < <usize>k; i++) {
    const x = load<f64>(v + (i << 3));
    const xx = f64x2.splat(x);
    let s0 = f64x2.splat(0), s1 = s0;
    const bytes = i << 3;
    let c: usize = 0;
    for (; c + 32 <= bytes; c += 32) {
      const a0 = v128.load(a + c), a1 = v128.load(a + c, 16);
      s0 = f64x2.add(s0, f64x2.mul(a0, v128.load(v + c)));
      s1 = f64x2.add(s1, f64x2.mul(a1, v128.load(v + c, 16)));
      v128.store(w + c, f64x2.add(v128.load(w + c), f64x2.mul(a0, xx)));
      v128.store(w + c, f64x2.add(v128.load(w + c, 16), f64x2.mul(a1, xx)), 16);
    }
    s0 = f64x2.add(s0, s1);
    let dot = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
    for (; c < bytes; c += 8) {
      const value = load<f64>(a + c);
      dot += value * load<f64>(v + c);
      store<f64>(w + c, load<f64>(w + c) + value * x);
    }
    const to = w + bytes;
    store<f64>(to, load<f64>(to) + dot + load<f64>(a + bytes) * x);
    a += bytes + 8;
  }
}

// @ts-ignore: decorator
@inline
function dotProduct(bytes: usize, v: usize, w: usize): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  let c: usize = 0;
  for (; c + 32 <= bytes; c += 32) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(v + c), v128.load(w + c)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(v + c, 16), v128.load(w + c, 16)));
  }
  s0 = f64x2.add(s0, s1);
  let dot = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; c < bytes; c += 8) dot += load<f64>(v + c) * load<f64>(w + c);
  return dot;
}

export function norm(k: i32, w: usize): f64 {
  return Math.sqrt(dotProduct(<usize>k << 3, w, w));
}

// Modified Gram-Schmidt: w loses its component along each of `count` vectors, one after another.
export function orthogonalize(k: i32, count: i32, basis: usize, w: usize, coefficients: usize): void {
  const bytes = <usize>k << 3;
  let v = basis;
  for (let i: usize = 0; i < <usize>count; i++, v += bytes) {
    const dot = dotProduct(bytes, v, w);
    store<f64>(coefficients + (i << 3), dot);
    const factor = f64x2.splat(dot);
    let c: usize = 0;
    for (; c + 16 <= bytes; c += 16) {
      v128.store(w + c, f64x2.sub(v128.load(w + c), f64x2.mul(factor, v128.load(v + c))));
    }
    for (; c < bytes; c += 8) store<f64>(w + c, load<f64>(w + c) - dot * load<f64>(v + c));
  }
}

export function scale_into(k: i32, w: usize, factor: f64, v: usize): void {
  for (let c: usize = 0; c < <usize>k << 3; c += 8) store<f64>(v + c, load<f64>(w + c) * factor);
}

// new[c] = sum of weights[j*keep + c] * old[j]; `to` (keep vectors) must not overlap `basis`.
export function combine(k: i32, count: i32, keep: i32, basis: usize, weights: usize, to: usize): void {
  const bytes = <usize>k << 3;
  memory.fill(to, 0, <usize>keep * bytes);
  for (let c: usize = 0; c < <usize>keep; c++) {
    const u = to + c * bytes;
    for (let j: usize = 0; j < <usize>count; j++) {
      const weight = load<f64>(weights + ((j * <usize>keep + c) << 3));
      const v = basis + j * bytes;
      const ww = f64x2.splat(weight);
      let t: usize = 0;
      for (; t + 16 <= bytes; t += 16) v128.store(u + t, f64x2.add(v128.load(u + t), f64x2.mul(ww, v128.load(v + t))));
      for (; t < bytes; t += 8) store<f64>(u + t, load<f64>(u + t) + weight * load<f64>(v + t));
    }
  }
}
