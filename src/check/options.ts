import { checkOption, OptionError, rejectUnknown } from "../core/index.js";
import { type RuleOptions, rulesFor } from "./compare/index.js";
import { parseShard } from "./plan/shard.js";
import type { NotebookVerdict } from "./types.js";
import type { CoverageSummary } from "./v8-coverage/types.js";

/** What a check does with each cell. */
export type CheckMode = "strict" | "lax" | "update" | "update-missing" | "types-only";

/** All modes of a check. */
export const CHECK_MODES: readonly CheckMode[] = ["strict", "lax", "update", "update-missing", "types-only"];

/** Options of `checkNotebooks`. */
export interface CheckOptions {
  /** Default `strict`: run, and compare all outputs. */
  readonly mode?: CheckMode;
  /** How outputs are compared; notebooks and cells may say otherwise in their metadata. Default: `DEFAULT_RULES`. */
  readonly rules?: RuleOptions;
  /** Parameter files (YAML or JSON) for every notebook, later ones win. Default: the file beside the notebook. */
  readonly parameters?: readonly string[];
  /** Checks every notebook once with each of these parameter files. */
  readonly matrix?: readonly string[];
  /** Notebooks that are checked at the same time. Default 1. */
  readonly jobs?: number;
  /** `"2/3"`: only the second third of the notebooks (of a matrix: of their runs), chosen by the hash of their paths. */
  readonly shard?: string;
  /** Stop at the first failure; what was not run says so. */
  readonly bail?: boolean;
  /** Seconds per cell. Default 2000, as nbval has it; a notebook's `execution.timeout` comes first. */
  readonly cellTimeout?: number;
  /** Seconds until the kernel must have answered. Default 60. */
  readonly startTimeout?: number;
  /** How often a notebook with failed cells is run again, up to the last of them. Default 0. */
  readonly retries?: number;
  /** The kernel, instead of the notebook's own. */
  readonly kernelName?: string;
  /** MB (10^6 bytes) that one cell may show. Default 256. */
  readonly maxOutputMb?: number;
  /** Collects V8 coverage of files in this folder from JavaScript kernels; see `onCoverage`. */
  readonly coverage?: string;
  /** Counts files of that folder that no kernel loaded too. Default false. */
  readonly coverageAll?: boolean;
  /** Told of the coverage at the end. */
  readonly onCoverage?: (coverage: CoverageSummary) => void;
  /** Told of each verdict as it comes, in the order in which notebooks finish. */
  readonly onVerdict?: (verdict: NotebookVerdict) => void;
  readonly signal?: AbortSignal;
}

/** Options with their defaults filled in. */
export type ResolvedOptions = CheckOptions & {
  readonly mode: CheckMode;
  readonly jobs: number;
  readonly cellTimeout: number;
  readonly startTimeout: number;
  readonly retries: number;
  readonly maxOutputMb: number;
  readonly bail: boolean;
};

const NAMES: readonly (keyof CheckOptions)[] = [
  "mode",
  "rules",
  "parameters",
  "matrix",
  "jobs",
  "shard",
  "bail",
  "cellTimeout",
  "startTimeout",
  "retries",
  "kernelName",
  "maxOutputMb",
  "coverage",
  "coverageAll",
  "onCoverage",
  "onVerdict",
  "signal",
];

/** The options checked and completed; throws an OptionError for an unknown name, a wrong value or a contradiction. */
export function resolveOptions(options: CheckOptions): ResolvedOptions {
  const known = new Set<string>(NAMES);
  const unknown = Object.fromEntries(Object.entries(options).filter(([name]) => !known.has(name)));
  rejectUnknown(unknown, "checkNotebooks", NAMES);
  const resolved = {
    ...options,
    mode: options.mode ?? "strict",
    jobs: options.jobs ?? 1,
    cellTimeout: options.cellTimeout ?? 2000,
    startTimeout: options.startTimeout ?? 60,
    retries: options.retries ?? 0,
    maxOutputMb: options.maxOutputMb ?? 256,
    bail: options.bail ?? false,
  };
  const check = (ok: boolean, name: keyof CheckOptions, expected: string): void =>
    checkOption(ok, "checkNotebooks", name, expected, options[name]);
  check(CHECK_MODES.includes(resolved.mode), "mode", `one of ${CHECK_MODES.join(", ")}`);
  check(Number.isInteger(resolved.jobs) && resolved.jobs >= 1, "jobs", "a whole number from 1 on");
  check(Number.isInteger(resolved.retries) && resolved.retries >= 0, "retries", "a whole number from 0 on");
  if (options.shard !== undefined) parseShard(options.shard);
  check(resolved.cellTimeout >= 0, "cellTimeout", "seconds, 0 for no limit");
  check(resolved.startTimeout > 0, "startTimeout", "seconds above 0");
  check(resolved.maxOutputMb > 0, "maxOutputMb", "megabytes above 0");
  // Merging them is what finds unknown names and impossible values.
  rulesFor({}, { cell_type: "code", metadata: {}, source: "" }, options.rules);
  if (isUpdate(resolved.mode) && (options.matrix?.length ?? 0) > 0) {
    throw new OptionError({
      what: "outputs cannot be updated from several parameter files",
      where: "checkNotebooks",
      hint: "Give one file with -f instead of --matrix.",
    });
  }
  if (resolved.mode === "types-only" && options.coverage !== undefined)
    throw new OptionError({ what: "coverage is of what runs, and types-only runs nothing" });
  return resolved;
}

/** True for the modes that write into notebooks. */
export function isUpdate(mode: CheckMode): boolean {
  return mode === "update" || mode === "update-missing";
}
