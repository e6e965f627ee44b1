import { stat } from "node:fs/promises";
import { OptionError } from "../core/index.js";
import { type CheckOptions, resolveOptions } from "./options.js";
import { checkUnits } from "./plan/check-units.js";
import { checkParameterFiles } from "./plan/read-parameters.js";
import { CheckRun } from "./run/check-run.js";
import { checkTypes } from "./typecheck/check-types.js";
import type { NotebookVerdict } from "./types.js";
import { coverageCollector } from "./v8-coverage/coverage-collector.js";

/**
 * One verdict for each notebook below the paths (and each parameter file of a matrix), in order. Runs every notebook in a
 * kernel of its own, in the notebook's folder, and compares what its cells show with what the file has; files are only
 * written in the update modes. What is wrong with one notebook stands in its verdict; it throws `OptionError` for wrong
 * options, for paths and parameter files that do not exist and for folders without notebooks, and `ParameterError` for
 * parameter files that cannot be read.
 * @example const verdicts = await checkNotebooks(["notebooks/"], { rules: { rtol: 1e-5 }, jobs: 2 });
 */
export async function checkNotebooks(paths: readonly string[], options: CheckOptions = {}): Promise<NotebookVerdict[]> {
  const resolved = resolveOptions(options);
  const units = await checkUnits(paths, resolved);
  await checkParameterFiles([...(resolved.parameters ?? []), ...(resolved.matrix ?? [])]);
  const { mode } = resolved;
  if (resolved.coverage !== undefined) await checkCoverageFolder(resolved.coverage);
  if (mode === "types-only") return checkTypes(units, resolved);
  if (resolved.coverage === undefined) return new CheckRun(units, mode, resolved, undefined).all();
  const coverage = await coverageCollector(resolved.coverage, resolved.coverageAll ?? false);
  try {
    const verdicts = await new CheckRun(units, mode, resolved, coverage.environment).all();
    resolved.onCoverage?.(await coverage.summary());
    return verdicts;
  } finally {
    await coverage.close();
  }
}

async function checkCoverageFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new OptionError({ what: "coverage: there is no such folder", where: folder });
}
