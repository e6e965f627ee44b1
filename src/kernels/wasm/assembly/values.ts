// How kernels read a compact block: the type parameters are the widths of its arrays.

// Column id at entry i: u16 or u32.
// @ts-ignore: decorator
@inline
export function columnAt<I>(indices: usize, i: i32): u32 {
  if (sizeof<I>() == 2) return <u32>load<u16>(indices + (<usize>i << 1));
  return load<u32>(indices + (<usize>i << 2));
}

// A cursor over the escapes of one block: a count of 255 takes the next one.
export let escapeCursor: usize = 0;

export function startEscapes(at: usize): void {
  escapeCursor = at;
}

// @ts-ignore: decorator
@inline
export function valueAt<V>(values: usize, i: i32): f32 {
  if (sizeof<V>() == 4) return load<f32>(values + (<usize>i << 2));
  const count = <u32>load<u8>(values + <usize>i);
  if (count != 255) return <f32>count;
  const value = load<f32>(escapeCursor);
  escapeCursor += 4;
  return value;
}
