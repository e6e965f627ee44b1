import { availableParallelism } from "node:os";
import { isCellmillError } from "../../core/index.js";
import { KernelForks, type KernelSession } from "../../jupyter/index.js";
import { MODE_RULES, type RunningMode } from "../modes/mode-rules.js";
import type { ResolvedOptions } from "../options.js";
import type { CheckUnit } from "../plan/check-units.js";
import type { NotebookVerdict } from "../types.js";
import { boundedReason } from "./bounded-text.js";
import { checkUnit } from "./check-unit.js";
import { hasFailed } from "./has-failed.js";
import { type PreparedUnit, plannedCells, prepareUnit } from "./prepare-unit.js";
import { needsKernel } from "./run-cells.js";

/** A unit on its way: read, and its kernel starting. */
interface Upcoming {
  readonly index: number;
  readonly prepared: Promise<PreparedUnit>;
  /** `undefined` if no cell needs one. */
  readonly kernel: Promise<KernelSession | undefined>;
}

/** How many kernels are started ahead of their notebooks when few run at once: as many as cores, but no more than this. */
const MAX_AHEAD = 4;

/** Gives the kernels of a notebook their variables; absent = none of their own. */
export type KernelEnvironment = (notebook: string) => Readonly<Record<string, string>>;

/**
 * One check: workers that take notebooks in order. While notebooks run, the kernels of the next ones start, so that their
 * start costs time only where no core is free.
 */
export class CheckRun {
  readonly #units: readonly CheckUnit[];
  readonly #mode: RunningMode;
  readonly #options: ResolvedOptions;
  readonly #environment: KernelEnvironment | undefined;
  readonly #verdicts: (NotebookVerdict | undefined)[] = [];
  readonly #ahead: Upcoming[] = [];
  readonly #ending = new Set<Promise<unknown>>();
  /** Not with variables of each notebook's own: kernels that are forked have their server's. */
  readonly #forks: KernelForks | undefined;
  #next = 0;
  #stopped = false;

  constructor(
    units: readonly CheckUnit[],
    mode: RunningMode,
    options: ResolvedOptions,
    environment: KernelEnvironment | undefined,
  ) {
    this.#units = units;
    this.#mode = mode;
    this.#options = options;
    this.#environment = environment;
    const toCome = (): number => this.#units.length - this.#next;
    this.#forks = environment === undefined ? new KernelForks({ toCome }) : undefined;
  }

  /** The verdicts of all units in order. When it settles, no kernel is left. */
  async all(): Promise<NotebookVerdict[]> {
    const count = Math.min(this.#options.jobs, this.#units.length);
    try {
      await Promise.all(Array.from({ length: count }, () => this.#work()));
    } finally {
      for (const { kernel } of this.#ahead.splice(0))
        this.#ending.add(kernel.then((session) => session?.kill(), ignore));
      while (this.#ending.size > 0) await Promise.all([...this.#ending].map((end) => this.#forget(end)));
      await this.#forks?.close();
    }
    const interrupted = this.#options.signal?.aborted ?? false;
    return this.#units.map((unit, i) => this.#verdicts[i] ?? unchecked(unit, interrupted));
  }

  async #work(): Promise<void> {
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      const verdict = await this.#check(next);
      this.#verdicts[next.index] = verdict;
      this.#options.onVerdict?.(verdict);
      if (this.#options.bail && hasFailed(verdict)) this.#stopped = true;
    }
  }

  async #check(upcoming: Upcoming): Promise<NotebookVerdict> {
    const unit = this.#units[upcoming.index] as CheckUnit;
    const start = performance.now();
    let first: Promise<KernelSession | undefined> | undefined = upcoming.kernel;
    try {
      const prepared = await upcoming.prepared;
      // The next kernels must not slow down the start of this one.
      await upcoming.kernel.catch(ignore);
      this.#lookAhead();
      const kernels = {
        next: async (): Promise<KernelSession> => {
          const kernel = first;
          first = undefined;
          return (await kernel) ?? prepared.start(this.#forks);
        },
        end: (session: KernelSession): void => this.#end(session),
      };
      return await checkUnit(prepared, kernels, MODE_RULES[this.#mode], this.#options);
    } catch (error) {
      return failedUnit(unit, error, start);
    }
  }

  #take(): Upcoming | undefined {
    if (this.#stopped || this.#options.signal?.aborted) return undefined;
    return this.#ahead.shift() ?? this.#begin();
  }

  #lookAhead(): void {
    const count = Math.max(this.#options.jobs, Math.min(availableParallelism(), MAX_AHEAD));
    while (!this.#stopped && this.#ahead.length < count) {
      const upcoming = this.#begin();
      if (upcoming === undefined) return;
      this.#ahead.push(upcoming);
    }
  }

  #begin(): Upcoming | undefined {
    const unit = this.#units[this.#next];
    if (unit === undefined) return undefined;
    const prepared = prepareUnit(unit, this.#options, this.#environment?.(unit.path));
    const kernel = prepared.then((ready) => {
      return needsKernel(plannedCells(ready, ready.cells.length)) ? ready.start(this.#forks) : undefined;
    });
    // Whoever takes the unit sees the error.
    prepared.catch(ignore);
    kernel.catch(ignore);
    return { index: this.#next++, prepared, kernel };
  }

  /** Ends a kernel beside the work that goes on. One whose coverage is wanted ends in peace: it writes it at its exit. */
  #end(session: KernelSession): void {
    const end = this.#environment === undefined ? session.kill() : session.shutdown();
    this.#ending.add(end);
    void this.#forget(end);
  }

  async #forget(end: Promise<unknown>): Promise<void> {
    await end.catch(ignore);
    this.#ending.delete(end);
  }
}

function ignore(): void {}

/** The verdict for a notebook that a check did not come to: by itself it has not failed. */
export function unchecked(unit: CheckUnit, interrupted: boolean): NotebookVerdict {
  const why = interrupted
    ? { error: "the check was interrupted" }
    : { notRun: "the check stopped at the first failure" };
  return { ...named(unit), cells: [], ...why, durationSeconds: 0 };
}

/** The verdict for a notebook that could not be checked. An error that is none of ours keeps its stack: it is a bug. */
export function failedUnit(unit: CheckUnit, error: unknown, start: number): NotebookVerdict {
  const text = isCellmillError(error)
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : `${error}`;
  return { ...named(unit), cells: [], error: boundedReason(text), durationSeconds: (performance.now() - start) / 1000 };
}

function named(unit: CheckUnit): Pick<NotebookVerdict, "path" | "parametersFile"> {
  return { path: unit.path, ...(unit.parametersFile === undefined ? {} : { parametersFile: unit.parametersFile }) };
}
