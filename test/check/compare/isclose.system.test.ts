import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { numbersClose } from "../../../src/check/compare/numbers-close.js";
import { oraclePython } from "../../oracle/python.js";
import { integer, pick, seeded } from "./random.js";

const ROWS = 20_000;
const SPECIAL = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_VALUE,
  5e-324,
  2 ** 53,
];
const TOLERANCES = [
  [1e-9, 0],
  [1e-5, 1e-8],
  [0, 1e-3],
  [0.1, 0],
  [1e-16, 0],
  [1e-300, 0],
  [0, 5e-324],
  [0, 1e300],
  [2.2e-16, 1e-320],
  [1, 0],
] as const;

/** The double that is so many steps further from zero. */
function stepped(value: number, steps: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
  return view.getFloat64(0);
}

it("numbers are close where numpy's isclose says so, at the very edge of the tolerance too", () => {
  const random = seeded(20261129);
  const sign = (): number => (random() < 0.5 ? -1 : 1);
  const value = (): number => {
    const kind = Math.floor(random() * 8);
    if (kind === 0) return pick(random, SPECIAL);
    if (kind === 1) return sign() * Math.floor(random() * 2 ** 52) * 5e-324;
    if (kind === 2) return sign() * 10 ** (290 + 18 * random());
    if (kind === 3) return integer(random, 0, 1e6);
    return sign() * 10 ** (20 * random() - 10);
  };
  const rows = new Float64Array(4 * ROWS);
  for (let i = 0; i < ROWS; i++) {
    const stored = value();
    const [rtol, atol] = pick(random, TOLERANCES);
    const edge = stored + sign() * (atol + rtol * Math.abs(stored));
    const got = random() < 0.1 ? value() : Number.isFinite(edge) ? stepped(edge, integer(random, -3, 3)) : edge;
    rows.set([got, stored, rtol, atol], 4 * i);
  }
  const script = fileURLToPath(new URL("../../oracle/numpy_isclose.py", import.meta.url));
  const numpy = execFileSync(oraclePython(), [script], { input: Buffer.from(rows.buffer) });
  expect(numpy).toHaveLength(ROWS);
  const wrong: string[] = [];
  let close = 0;
  for (let i = 0; i < ROWS; i++) {
    const [got, stored, rtol, atol] = rows.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
    const ours = numbersClose(stored, got, { rtol, atol });
    if (ours) close++;
    if (ours !== (numpy[i] === 1)) wrong.push(`${got} for ${stored}, rtol ${rtol}, atol ${atol}`);
  }
  expect(wrong).toEqual([]);
  expect(close).toBeGreaterThan(ROWS / 5);
  expect(close).toBeLessThan((4 * ROWS) / 5);
});

// Where the tolerance itself overflows, numpy takes infinity for close to a number.
it("infinity is close to nothing but itself", () => {
  expect(numbersClose(Number.MAX_VALUE, Number.POSITIVE_INFINITY, { rtol: 1.5, atol: 0 })).toBe(false);
  expect(numbersClose(Number.POSITIVE_INFINITY, Number.MAX_VALUE, { rtol: 1.5, atol: 0 })).toBe(false);
  expect(numbersClose(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, { rtol: 0, atol: 0 })).toBe(true);
});
