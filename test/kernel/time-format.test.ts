import { expect, test } from "vitest";
import { CellTimer, formatDuration } from "../../kernel-ext/src/time-format.js";

// The answers of IPython 9's IPython.core.magics.execution._format_time.
test.each([
  [0.0118, "11.8 ms"],
  [0.00304, "3.04 ms"],
  [0.0148, "14.8 ms"],
  [0.158, "158 ms"],
  [0, "0 ns"],
  [1.2, "1.2 s"],
  [12, "12 s"],
  [59.96, "60 s"],
  [0.9996, "1e+03 ms"],
  [0.000005, "5 μs"],
  [0.0000000123, "12.3 ns"],
  [1e-10, "0.1 ns"],
  [60, "1min"],
  [65.5, "1min 5s"],
  [3600, "1h"],
  [90061, "1d 1h 1min 1s"],
])("%d s is written as %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("a report has IPython's two lines", () => {
  const number = String.raw`[\d.e+-]+ (s|ms|μs|ns)`;
  const report = new CellTimer().report();
  expect(report).toMatch(
    new RegExp(`^CPU times: user ${number}, sys: ${number}, total: ${number}\nWall time: ${number}\n$`),
  );
});
