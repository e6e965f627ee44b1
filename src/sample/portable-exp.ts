/**
 * e to the power x by additions and multiplications only, relative error below 1e-14 for |x| < 40. `Math.exp` may
 * differ in its last digit between engines, which could change a simulated count.
 */
export function portableExp(x: number): number {
  const halvings = Math.round(x / Math.LN2);
  const rest = x - halvings * Math.LN2;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 18; k++) {
    term *= rest / k;
    sum += term;
  }
  for (let i = 0; i < Math.abs(halvings); i++) sum *= halvings > 0 ? 2 : 0.5;
  return sum;
}
