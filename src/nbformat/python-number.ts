/**
 * A float as Python's `repr` prints it: shortest digits that round-trip; exponent form when the decimal exponent is
 * below -4 or at least 16, with a sign and at least two digits; else fixed, with `.0` if integral. Not finite: `nan`,
 * `inf`, `-inf`.
 */
export function pythonFloatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  // Here JavaScript's own text is the same, and quicker made.
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value);
  // JavaScript's toExponential() without argument gives as many digits as are needed, as Python's repr does.
  const [mantissa, exponentText] = Math.abs(value).toExponential().split("e") as [string, string];
  const exponent = Number(exponentText);
  const sign = value < 0 ? "-" : "";
  const digits = mantissa.replace(".", "");
  if (exponent < -4 || exponent >= 16) {
    const power = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return `${sign}${digits.padEnd(exponent + 1, "0")}.0`;
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** A float as Python's `json` writes it: `repr`, but `NaN`, `Infinity`, `-Infinity` (which strict JSON has not). */
export function jsonFloatText(value: number): string {
  if (Number.isFinite(value)) return pythonFloatRepr(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
