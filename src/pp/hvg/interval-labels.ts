/** Labels of right-closed bins, `(0.167, 0.248]`, with as few digits (3 or more) as keep the edges apart: as `pandas.cut`. */
export function intervalLabels(edges: Float64Array): string[] {
  let rounded = Array.from(edges, (edge) => roundFraction(edge, 3));
  for (let precision = 4; precision < 20 && new Set(rounded).size < edges.length; precision++) {
    rounded = Array.from(edges, (edge) => roundFraction(edge, precision));
  }
  return rounded.slice(1).map((edge, i) => `(${text(rounded[i]!)}, ${text(edge)}]`);
}

/** Rounds to `precision` digits after the point, or to as many significant ones when the whole part is 0. */
function roundFraction(value: number, precision: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const leading = Math.trunc(value) === 0 ? -Math.floor(Math.log10(Math.abs(value))) - 1 : 0;
  return Number(value.toFixed(Math.min(100, leading + precision)));
}

/** Python's way to write a float. */
function text(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
