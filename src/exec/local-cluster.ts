import { availableParallelism } from "node:os";
import {
  checkOption,
  escapeHtml,
  formatByteSize,
  type MimeBundle,
  parseByteSize,
  registerDisplay,
  rejectUnknown,
} from "../core/index.js";
import { availableMemoryBytes } from "./available-memory.js";
import { StatusPage } from "./status-page.js";
import { ThreadExecutor } from "./thread-executor.js";
import type { Executor, SubmitOptions, Task } from "./types.js";

export interface LocalClusterOptions {
  /** Workers; null or absent: as many as there are CPUs, but no more than the available memory holds (at least 1). */
  readonly nWorkers?: number | null;
  /** Threads of each worker; default 1. */
  readonly threadsPerWorker?: number;
  /** Memory of each worker, as `"2GiB"` or bytes; default 2 GiB. Half of the sum may hold decoded stripes. */
  readonly memoryLimit?: string | number;
  /** Port of the status page on 127.0.0.1 (0: any free one); null or absent: no page. */
  readonly dashboardPort?: number | null;
  /**
   * True (default): the stripe cache stays within half of the workers' memory, and what does not fit is decoded again.
   * False: it may take up to 80 % of the memory available now, whatever `memoryLimit` says.
   */
  readonly memoryManagement?: boolean;
  /** A task larger than this (`"20MB"` or bytes; shared buffers not counted) gives a warning; default 10 MB. */
  readonly taskWarnSize?: string | number;
}

const KNOWN = ["nWorkers", "threadsPerWorker", "memoryLimit", "dashboardPort", "memoryManagement", "taskWarnSize"];
const WHERE = "LocalCluster.start";

interface ClusterParts {
  readonly nWorkers: number;
  readonly threadsPerWorker: number;
  readonly memoryLimitBytes: number;
  readonly executor: ThreadExecutor;
}

/** Workers on this machine: the executor a notebook starts, shows and closes. */
export class LocalCluster implements Executor {
  readonly nWorkers: number;
  readonly threadsPerWorker: number;
  /** Memory of each worker, in bytes. */
  readonly memoryLimitBytes: number;
  readonly parallelism: number;
  readonly cacheBytes: number;
  readonly #executor: ThreadExecutor;
  #page: StatusPage | undefined;
  #status: "running" | "closed" = "running";

  private constructor(parts: ClusterParts) {
    this.nWorkers = parts.nWorkers;
    this.threadsPerWorker = parts.threadsPerWorker;
    this.memoryLimitBytes = parts.memoryLimitBytes;
    this.parallelism = parts.executor.parallelism;
    this.cacheBytes = parts.executor.cacheBytes!;
    this.#executor = parts.executor;
  }

  /** Starts the worker threads (and the status page). Close it with `close()`; a forgotten one ends with the process. */
  static async start(options: LocalClusterOptions = {}): Promise<LocalCluster> {
    const { nWorkers: wanted, threadsPerWorker = 1, memoryLimit = 2 * 2 ** 30, dashboardPort = null } = options;
    const { memoryManagement = true, taskWarnSize = 10e6 } = options;
    rejectUnknown(Object.fromEntries(Object.entries(options).filter(([key]) => !KNOWN.includes(key))), WHERE, KNOWN);
    checkOption(
      Number.isInteger(threadsPerWorker) && threadsPerWorker >= 1,
      WHERE,
      "threadsPerWorker",
      "a whole number from 1",
      threadsPerWorker,
    );
    checkOption(
      wanted == null || (Number.isInteger(wanted) && wanted >= 1),
      WHERE,
      "nWorkers",
      "a whole number from 1, or null",
      wanted,
    );
    checkOption(
      dashboardPort === null || (Number.isInteger(dashboardPort) && dashboardPort >= 0 && dashboardPort < 65_536),
      WHERE,
      "dashboardPort",
      "a port number or null",
      dashboardPort,
    );
    const memoryLimitBytes = parseByteSize(memoryLimit, `${WHERE}: memoryLimit`);
    checkOption(memoryLimitBytes > 0, WHERE, "memoryLimit", "more than 0 bytes", memoryLimit);
    const available = availableMemoryBytes();
    const nWorkers = wanted ?? defaultWorkers(availableParallelism(), available, memoryLimitBytes);
    const cacheBytes = memoryManagement ? Math.floor((nWorkers * memoryLimitBytes) / 2) : Math.floor(available * 0.8);
    const executor = new ThreadExecutor({
      threads: nWorkers * threadsPerWorker,
      cacheBytes,
      taskWarnBytes: parseByteSize(taskWarnSize, `${WHERE}: taskWarnSize`),
    });
    const cluster = new LocalCluster({ nWorkers, threadsPerWorker, memoryLimitBytes, executor });
    if (dashboardPort !== null) cluster.#page = await StatusPage.start(dashboardPort, () => cluster.#card());
    return cluster;
  }

  /** Address of the status page, if there is one. */
  get dashboardLink(): string | undefined {
    return this.#page?.url;
  }

  get status(): "running" | "closed" {
    return this.#status;
  }

  submit<T>(task: Task, options: SubmitOptions = {}): Promise<T> {
    return this.#executor.submit<T>(task, options);
  }

  /** Ends the threads and the status page; what waits or runs rejects with an `AbortError`. */
  async close(): Promise<void> {
    this.#status = "closed";
    await Promise.all([this.#executor.close(), this.#page?.close()]);
  }

  toString(): string {
    const memory = formatByteSize(this.nWorkers * this.memoryLimitBytes);
    return `LocalCluster(workers=${this.nWorkers}, threads=${this.parallelism}, memory=${memory})`;
  }

  toMimeBundle(): MimeBundle {
    return { "text/plain": this.toString(), "text/html": this.#card() };
  }

  /** The words of Dask's own card, so that a reader of the Python tutorial finds the same facts. */
  #card(): string {
    const load = this.#executor.load;
    const rows: [string, string][] = [
      ["Dashboard", this.dashboardLink ?? "none"],
      ["Workers", String(this.nWorkers)],
      ["Total threads", String(this.parallelism)],
      ["Total memory", formatByteSize(this.nWorkers * this.memoryLimitBytes)],
      ["Stripe cache", `up to ${formatByteSize(this.cacheBytes)}`],
      ["Status", this.#status],
      ["Using processes", "False"],
      ["Tasks", `${load.completed} done, ${load.pending} pending`],
    ];
    const link = (key: string, value: string): string =>
      key === "Dashboard" && value !== "none"
        ? `<a href="${escapeHtml(value)}" target="_blank">${escapeHtml(value)}</a>`
        : escapeHtml(value);
    const cells = rows.map(
      ([key, value]) =>
        `<tr><th style="text-align:left">${key}</th><td style="text-align:left">${link(key, value)}</td></tr>`,
    );
    return `<div><h3>LocalCluster</h3><table>${cells.join("")}</table></div>`;
  }

  static {
    registerDisplay(LocalCluster.prototype);
  }
}

/** As many workers as CPUs and memory allow, at least one. */
export function defaultWorkers(cpus: number, availableBytes: number, memoryLimitBytes: number): number {
  return Math.max(1, Math.min(cpus, Math.floor(availableBytes / memoryLimitBytes)));
}
