/** Compares texts so that runs of digits count as numbers: `"x2"` before `"x10"`; other characters by code unit. */
export function compareNaturally(a: string, b: string): number {
  const left = a.split(/(\d+)/);
  const right = b.split(/(\d+)/);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    // Odd parts are the digits. BigInt keeps long identifiers exact.
    const order = i % 2 === 1 ? compare(BigInt(x), BigInt(y)) : compare(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length || compare(a, b);
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
