import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import type { Executor } from "../../src/exec/index.js";

/** What every executor must do. `make` runs the ops of `test/exec/contract-ops.mjs`. */
export function executorContract(name: string, make: () => Promise<Executor> | Executor): void {
  describe(`executor contract: ${name}`, () => {
    let executor: Executor;
    beforeAll(async () => {
      executor = await make();
    });
    afterAll(() => executor.close());

    const failure = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => undefined,
        (error: unknown) => error,
      );

    it("returns the op's result", async () => {
      expect(await executor.submit({ op: "add", args: { a: 2, b: 3 } })).toBe(5);
    });

    it("has a parallelism of at least one", () => {
      expect(executor.parallelism).toBeGreaterThanOrEqual(1);
    });

    it("clones arguments, so that a worker cannot change the caller's arrays", async () => {
      const values = new Float64Array([1, 2]);
      await executor.submit({ op: "fill", args: { values } });
      expect([...values]).toEqual([1, 2]);
    });

    it("shares SharedArrayBuffers in arguments", async () => {
      const values = new Float64Array(new SharedArrayBuffer(16));
      await executor.submit({ op: "fill", args: { values } });
      expect([...values]).toEqual([7, 7]);
    });

    it("shares SharedArrayBuffers in results", async () => {
      const values = await executor.submit<Float64Array>({ op: "allocateShared", args: { length: 3 } });
      expect(values.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect([...values]).toEqual([0, 1, 2]);
    });

    it("refuses an unknown op with a TaskError that names the known ones", async () => {
      const error = await failure(executor.submit({ op: "toString", args: {} }));
      expect(isCellmillError(error, "TaskError")).toBe(true);
      expect(String(error)).toMatch(/unknown op "toString".*add/);
    });

    it("keeps tag and details of our errors", async () => {
      const error = await failure(executor.submit({ op: "throwTagged", args: {} }));
      expect(isCellmillError(error, "FormatError")).toBe(true);
      expect(error).toMatchObject({ details: { what: "tile", where: "a/b.tdb", expected: "4", got: "3" } });
    });

    it("wraps any other error in a TaskError that keeps its message", async () => {
      const error = await failure(executor.submit({ op: "throwPlain", args: {} }));
      expect(isCellmillError(error, "TaskError")).toBe(true);
      expect(String(error)).toContain("TypeError: boom");
    });

    it("rejects arguments that cannot cross a thread with a TaskError", async () => {
      const error = await failure(executor.submit({ op: "add", args: { a: () => 1, b: 2 } }));
      expect(isCellmillError(error, "TaskError")).toBe(true);
    });

    it("rejects a result that cannot cross a thread with a TaskError", async () => {
      const error = await failure(executor.submit({ op: "returnFunction", args: {} }));
      expect(isCellmillError(error, "TaskError")).toBe(true);
    });

    it("drops a task whose signal fired before it started", async () => {
      const error = await failure(
        executor.submit({ op: "add", args: { a: 1, b: 1 } }, { signal: AbortSignal.abort() }),
      );
      expect(isCellmillError(error, "AbortError")).toBe(true);
    });

    it("rejects a running task with an AbortError when its signal fires, and goes on", async () => {
      const controller = new AbortController();
      const work = failure(executor.submit({ op: "sleep", args: { ms: 60_000 } }, { signal: controller.signal }));
      setTimeout(() => controller.abort(), 100);
      expect(isCellmillError(await work, "AbortError")).toBe(true);
      expect(await executor.submit({ op: "add", args: { a: 4, b: 5 } })).toBe(9);
    });

    it("drops queued tasks of an aborted signal and runs the others", async () => {
      const controller = new AbortController();
      const all = Array.from({ length: 8 }, (_, i) =>
        failure(executor.submit({ op: "sleep", args: { ms: 40 } }, i % 2 === 0 ? { signal: controller.signal } : {})),
      );
      controller.abort();
      const outcomes = await Promise.all(all);
      expect(outcomes.map((error) => isCellmillError(error, "AbortError"))).toEqual([
        true,
        false,
        true,
        false,
        true,
        false,
        true,
        false,
      ]);
    });

    it("rejects waiting tasks and later submits when it is closed", async () => {
      const other = await make();
      const work = failure(other.submit({ op: "sleep", args: { ms: 60_000 } }));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await other.close();
      expect(isCellmillError(await work, "AbortError")).toBe(true);
      expect(isCellmillError(await failure(other.submit({ op: "add", args: { a: 1, b: 1 } })), "TaskError")).toBe(true);
    });
  });
}
