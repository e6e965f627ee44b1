import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { LocalCluster } from "../../src/exec/index.js";
import { defaultWorkers } from "../../src/exec/local-cluster.js";

describe("LocalCluster", () => {
  it.each([
    [8, 64, 10, 6],
    [8, 640, 10, 8],
    [8, 5, 10, 1],
    [2, 24, 2, 2],
  ])("starts as many workers as %i CPUs and %i GiB hold at %i GiB each: %i", (cpus, available, limit, workers) => {
    expect(defaultWorkers(cpus, available * 2 ** 30, limit * 2 ** 30)).toBe(workers);
  });

  it("shows the facts of Dask's card", async () => {
    const cluster = await LocalCluster.start({ nWorkers: 2, memoryLimit: "1.5GiB" });
    expect(String(cluster)).toBe("LocalCluster(workers=2, threads=2, memory=3.00 GiB)");
    const html = String(cluster.toMimeBundle()["text/html"]).replaceAll(/<[^>]*>/g, " ");
    for (const fact of [
      /Dashboard\s+none/,
      /Workers\s+2/,
      /Total threads\s+2/,
      /Total memory\s+3.00 GiB/,
      /Status\s+running/,
    ]) {
      expect(html).toMatch(fact);
    }
    await cluster.close();
    expect(cluster.status).toBe("closed");
    await cluster.close();
  });

  it("keeps the stripe cache within half of the workers' memory, unless memory management is off", async () => {
    const managed = await LocalCluster.start({ nWorkers: 1, memoryLimit: "64MiB" });
    const free = await LocalCluster.start({ nWorkers: 1, memoryLimit: "64MiB", memoryManagement: false });
    expect(managed.cacheBytes).toBe(32 * 2 ** 20);
    expect(free.cacheBytes).toBeGreaterThan(managed.cacheBytes);
    await Promise.all([managed.close(), free.close()]);
  });

  it("multiplies workers by threads", async () => {
    const cluster = await LocalCluster.start({ nWorkers: 1, threadsPerWorker: 2 });
    expect([cluster.nWorkers, cluster.parallelism]).toEqual([1, 2]);
    await cluster.close();
  });

  it("serves its card on the dashboard port, and takes another when that is in use", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    const cluster = await LocalCluster.start({ nWorkers: 1, dashboardPort: port }).finally(() => {
      console.warn = warn;
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`Port ${port} is already in use`);
    const page = await (await fetch(cluster.dashboardLink!)).text();
    expect(page).toContain("<h3>LocalCluster</h3>");
    expect((await fetch(new URL("/etc/passwd", cluster.dashboardLink))).status).toBe(404);
    await cluster.close();
    await expect(fetch(cluster.dashboardLink!)).rejects.toThrow();
    other.close();
  });

  it.each([
    [{ n_workers: 2 }, /unknown option "n_workers". Did you mean nWorkers/],
    [{ nWorkers: 0 }, /option nWorkers: expected a whole number from 1, or null, got 0/],
    [{ memoryLimit: "lots" }, /memoryLimit: byte size: expected a size such as "2GiB"/],
    [{ memoryLimit: 0 }, /option memoryLimit: expected more than 0 bytes/],
    [{ dashboardPort: 70_000 }, /option dashboardPort/],
    [{ threadsPerWorker: 1.5 }, /option threadsPerWorker/],
    [{ taskWarnSize: "5 parsecs" }, /taskWarnSize: byte size/],
  ])("refuses %o", async (options, message) => {
    await expect(LocalCluster.start(options as object)).rejects.toThrow(message);
    await expect(LocalCluster.start(options as object)).rejects.toMatchObject({ tag: "OptionError" });
  });
});
