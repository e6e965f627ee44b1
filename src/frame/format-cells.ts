import type { Column } from "./column.js";

/** The rows' values as pandas would print them in one table: floats of a column share their number of decimals. */
export function formatCells(column: Column, rows: readonly number[]): string[] {
  if (column.kind === "numeric" && column.dtype.startsWith("float")) return formatFloats(column.values(), column, rows);
  return rows.map((row) => {
    const value = column.get(row);
    if (value === null) return column.kind === "string" ? "None" : column.kind === "categorical" ? "NaN" : "<NA>";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (column.dtype.startsWith("datetime64")) return formatTime(BigInt(value), column.dtype);
    return String(value);
  });
}

function formatFloats(
  data: ArrayLike<number | bigint>,
  column: { isNull(row: number): boolean },
  rows: readonly number[],
): string[] {
  const values = rows.map((row) => (column.isNull(row) ? Number.NaN : Number(data[row]!)));
  const finite = values.filter(Number.isFinite);
  const needsExponent = finite.some((value) => Math.abs(value) >= 1e15 || (value !== 0 && Math.abs(value) < 1e-6));
  const plain = (value: number): string => (needsExponent ? exponential(value) : value.toFixed(6));
  const decimals = needsExponent ? 6 : Math.max(1, ...finite.map((value) => significantDecimals(value)));
  return values.map((value) => {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
    return needsExponent ? plain(value) : value.toFixed(decimals);
  });
}

// pandas shows at most six decimals, and no zeros that all shown values end in.
function significantDecimals(value: number): number {
  return value.toFixed(6).replace(/0+$/, "").split(".")[1]!.length;
}

function exponential(value: number): string {
  const [mantissa, exponent] = value.toExponential(6).split("e");
  return `${mantissa}e${exponent!.startsWith("-") ? "-" : "+"}${exponent!.slice(1).padStart(2, "0")}`;
}

const TICKS_PER_SECOND = new Map([
  ["s", 1n],
  ["ms", 1_000n],
  ["us", 1_000_000n],
  ["ns", 1_000_000_000n],
]);

function formatTime(ticks: bigint, dtype: string): string {
  const perSecond = TICKS_PER_SECOND.get(dtype.slice("datetime64[".length, -1));
  if (perSecond === undefined) return String(ticks);
  let seconds = ticks / perSecond;
  let rest = ticks % perSecond;
  if (rest < 0n) {
    seconds -= 1n;
    rest += perSecond;
  }
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return String(ticks);
  const text = date.toISOString().slice(0, 19).replace("T", " ");
  const digits = String(perSecond).length - 1;
  return rest === 0n ? text : `${text}.${String(rest).padStart(digits, "0")}`;
}
