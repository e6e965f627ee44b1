import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { restAfter, Saver } from "../../src/runner/saver.js";

describe("Saver", () => {
  it("runs one save at a time and joins requests that come meanwhile", async () => {
    let running = 0;
    let most = 0;
    let count = 0;
    const saver = new Saver(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return ++count;
    });
    for (let i = 0; i < 50; i++) saver.request();
    await vi.waitFor(() => expect(count).toBe(2));
    await saver.stop();
    expect(most).toBe(1);
    expect(count).toBe(2);
  });

  it("throws at the next request after a failed save, and drops what waits when it is stopped", async () => {
    let calls = 0;
    const saver = new Saver(async () => {
      calls++;
      throw new Error("disk full");
    });
    saver.request();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(() => saver.request()).toThrow("disk full");
    await saver.stop();
    expect(calls).toBe(1);
  });
});

describe("Saver on a clock of its own", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const MB = 1e6;

  /** A run of cells that each take a time and add to a file; what is saved of it, and how late each cell is in the file. */
  async function simulate(run: {
    cells: number;
    cellMs: number;
    cellBytes: number;
    bytesPerMs: number;
    onlyChange?: boolean;
  }): Promise<{ final: number; written: number; lastMs: number; latestMs: number; longestSaveMs: number }> {
    let size = 0;
    let savedSize = 0;
    let written = 0;
    let longestSaveMs = 0;
    let latestMs = 0;
    let unsaved: number[] = [];
    const saver = new Saver(async () => {
      const bytes = run.onlyChange ? size - savedSize : size;
      const shown = unsaved;
      unsaved = [];
      savedSize = size;
      const took = bytes / run.bytesPerMs;
      await new Promise((resolve) => setTimeout(resolve, took));
      longestSaveMs = Math.max(longestSaveMs, took);
      written += bytes;
      for (const ended of shown) latestMs = Math.max(latestMs, performance.now() - ended);
      return bytes;
    });
    const begun = performance.now();
    for (let cell = 0; cell < run.cells; cell++) {
      await vi.advanceTimersByTimeAsync(run.cellMs);
      size += run.cellBytes;
      unsaved.push(performance.now());
      saver.request();
    }
    const lastMs = performance.now() - begun;
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(unsaved).toEqual([]);
    return { final: size, written, lastMs, latestMs, longestSaveMs };
  }

  it.each([
    ["many small cells", { cells: 1000, cellMs: 2, cellBytes: 300, bytesPerMs: 300_000 }],
    ["1,000 cells of 100 KB in a hurry", { cells: 1000, cellMs: 5, cellBytes: 100_000, bytesPerMs: 1_000_000 }],
    ["1,000 cells of 100 KB, one a second", { cells: 1000, cellMs: 1000, cellBytes: 100_000, bytesPerMs: 1_000_000 }],
    ["the same on a slow disk", { cells: 1000, cellMs: 5, cellBytes: 100_000, bytesPerMs: 20_000 }],
  ])("%s: a cell is in the file after at most a second or 20 saves' time, for what that costs", async (_name, run) => {
    const { final, written, lastMs, latestMs, longestSaveMs } = await simulate(run);
    // Worst for a cell that ends when a save has just begun: that one, the rest after it, and its own.
    const promise = Math.max(1_000, 20 * longestSaveMs) + 2 * longestSaveMs;
    expect(latestMs).toBeLessThanOrEqual(promise + 5);
    // Not more than a file for each such time, and twice the last one.
    const rest = Math.min(1_000, final / 4_000);
    expect(written).toBeLessThanOrEqual(final * (2 + lastMs / Math.max(rest, 1)));
    // Nor more than a twentieth of the time that the disk has, and the first and last file.
    expect(written).toBeLessThanOrEqual(2 * final + (lastMs * run.bytesPerMs) / 20);
  });

  it("in a hurry, what is written is a small multiple of the file; with stretches kept, about the file itself", async () => {
    const run = { cells: 1000, cellMs: 5, cellBytes: 100_000, bytesPerMs: 1_000_000 };
    const whole = await simulate(run);
    expect(whole.final).toBe(100 * MB);
    expect(whole.written).toBeLessThan(5 * whole.final);
    const change = await simulate({ ...run, onlyChange: true });
    expect(change.written).toBe(change.final);
    expect(change.latestMs).toBeLessThan(1_100);
  });

  it.each([
    [0, 0, 0],
    [40_000, 1, 19],
    [40_000, 0.1, 10],
    [100 * MB, 30, 1_000],
    [100 * MB, 100, 1_900],
    [200_000, 2_000, 38_000],
  ])("after %d bytes in %d ms it rests %d ms", (bytes, took, rest) => {
    expect(restAfter(bytes, took)).toBeCloseTo(rest);
  });
});
