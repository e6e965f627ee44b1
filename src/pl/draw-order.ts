/** Row order with the rows of negative code (no category) first, so that they lie at the bottom; undefined = row order. */
export function categoricalOrder(codes: ArrayLike<number>): Uint32Array | undefined {
  let nMissing = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i]! < 0) nMissing++;
  if (nMissing === 0) return undefined;
  const order = new Uint32Array(codes.length);
  let missing = 0;
  let known = nMissing;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! < 0) order[missing++] = i;
    else order[known++] = i;
  }
  return order;
}

/**
 * Ascending by value with NaN first, so that high values lie on top. Equal values come last row first: Scanpy sorts
 * the negated values stably and reverses the result.
 */
export function continuousOrder(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  let order = new Uint32Array(n);
  const keys = new Uint32Array(n);
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (let i = 0; i < n; i++) {
    order[i] = n - 1 - i;
    float[0] = values[i]! + 0; // −0 becomes 0
    // Flipped float bits sort as unsigned integers: the sign bit of positives, all bits of negatives.
    keys[i] = Number.isNaN(float[0]) ? 0 : bits[0]! >>> 31 === 0 ? (bits[0]! | 0x80000000) >>> 0 : ~bits[0]! >>> 0;
  }
  let spare = new Uint32Array(n);
  for (const shift of [0, 11, 22]) {
    radixPass(order, spare, keys, shift);
    [order, spare] = [spare, order];
  }
  return order;
}

/** One stable counting sort by 11 bits of the key. */
function radixPass(from: Uint32Array, to: Uint32Array, keys: Uint32Array, shift: number): void {
  const starts = new Uint32Array(2049);
  for (let k = 0; k < from.length; k++) starts[((keys[k]! >>> shift) & 2047) + 1]!++;
  for (let digit = 0; digit < 2048; digit++) starts[digit + 1]! += starts[digit]!;
  for (let k = 0; k < from.length; k++) {
    const row = from[k]!;
    to[starts[(keys[row]! >>> shift) & 2047]!++] = row;
  }
}
