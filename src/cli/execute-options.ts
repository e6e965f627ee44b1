import { OptionError } from "../core/errors.js";
import type { CellSelection, ExecuteNotebookOptions, LogLevel } from "../runner/index.js";
import { integerValue } from "./integer-option.js";
import { lastValue, type ParsedArguments } from "./option-table.js";
import { type OutputFile, openOutputFile } from "./output-file.js";

type CommonOptions = Omit<ExecuteNotebookOptions, "parameters" | "logger" | "progressBar" | "signal" | "observer">;

/** The options that are the same for one notebook and for each of a batch. */
export async function executeOptions(parsed: ParsedArguments): Promise<CommonOptions> {
  const secrets = await secretsOf(parsed);
  const select = selectionOf(parsed);
  return {
    requestSaveOnCellExecute: parsed.flags.get("request-save-on-cell-execute") ?? true,
    prepareOnly: parsed.flags.get("prepare-only") ?? false,
    reportMode: parsed.flags.get("report-mode") ?? false,
    logOutput: parsed.flags.get("log-output") ?? false,
    resume: parsed.flags.get("resume") ?? false,
    resumeInputs: allValues(parsed, "resume-input"),
    cleanMetadata: parsed.flags.get("clean-metadata") ?? false,
    deterministicIds: parsed.flags.get("deterministic-ids") ?? false,
    ...(secrets === undefined ? {} : { secrets }),
    ...(select === undefined ? {} : { select }),
    ...optional("strict", parsed.flags.get("strict")),
    ...optional("engineName", lastValue(parsed, "engine")),
    ...optional("kernelName", lastValue(parsed, "kernel")),
    ...optional("language", lastValue(parsed, "language")),
    ...optional("cwd", lastValue(parsed, "cwd")),
    ...optional("autosaveCellEvery", integerValue(parsed, "autosave-cell-every")),
    ...optional("startTimeout", integerValue(parsed, "start-timeout")),
    ...optional("executionTimeout", integerValue(parsed, "execution-timeout")),
    ...optional("lateOutput", integerValue(parsed, "late-output")),
  };
}

/** The log level that was asked for, or the default. */
export async function logLevel(parsed: ParsedArguments, byDefault: LogLevel): Promise<LogLevel> {
  const { LOG_LEVELS } = await import("../runner/index.js");
  const level = (lastValue(parsed, "log-level") ?? byDefault) as LogLevel;
  if (LOG_LEVELS.includes(level)) return level;
  throw new OptionError({
    what: "option --log-level",
    expected: `one of ${LOG_LEVELS.join(", ")}`,
    got: JSON.stringify(level),
  });
}

/** Runs the work with the files that the cells' output is copied to, open; closes them after it. */
export async function withOutputFiles<T>(
  parsed: ParsedArguments,
  signal: AbortSignal,
  work: (files: Pick<ExecuteNotebookOptions, "stdoutFile" | "stderrFile">) => Promise<T>,
): Promise<T> {
  const open = (key: string): Promise<OutputFile | undefined> => {
    const path = lastValue(parsed, key);
    return path === undefined ? Promise.resolve(undefined) : openOutputFile(path, signal);
  };
  const stdoutFile = await open("stdout-file");
  const stderrFile = await open("stderr-file");
  const close = (completed: boolean): Promise<unknown> =>
    Promise.all([stdoutFile, stderrFile].map((file) => file?.close(completed)));
  let result: T;
  try {
    result = await work({
      ...optional("stdoutFile", stdoutFile?.stream),
      ...optional("stderrFile", stderrFile?.stream),
    });
  } catch (error) {
    // What ended the run is the news.
    await close(false).catch(() => {});
    throw error;
  }
  await close(true);
  return result;
}

/** All values of an option that may be given several times. */
export function allValues(parsed: ParsedArguments, key: string): string[] {
  return (parsed.uses.get(key) ?? []).map(([value = ""]) => value);
}

function optional<K extends keyof ExecuteNotebookOptions>(
  key: K,
  value: ExecuteNotebookOptions[K] | undefined,
): Pick<ExecuteNotebookOptions, K> | object {
  return value === undefined ? {} : { [key]: value };
}

async function secretsOf(parsed: ParsedArguments): Promise<Map<string, string> | undefined> {
  const given = allValues(parsed, "secret");
  if (given.length === 0) return undefined;
  const { readSecret } = await import("../runner/index.js");
  return new Map(given.map((text) => readSecret(text)));
}

function selectionOf(parsed: ParsedArguments): CellSelection | undefined {
  const only = allValues(parsed, "only");
  const from = lastValue(parsed, "from");
  const to = lastValue(parsed, "to");
  if (only.length === 0 && from === undefined && to === undefined) return undefined;
  return { only, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
