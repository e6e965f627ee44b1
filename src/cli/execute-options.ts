import { createWriteStream, openSync } from "node:fs";
import type { Writable } from "node:stream";
import { OptionError } from "../core/errors.js";
import type { CellSelection, ExecuteNotebookOptions, LogLevel } from "../runner/index.js";
import { integerValue } from "./integer-option.js";
import { lastValue, type ParsedArguments } from "./option-table.js";

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
  work: (files: Pick<ExecuteNotebookOptions, "stdoutFile" | "stderrFile">) => Promise<T>,
): Promise<T> {
  const stdoutFile = openFile(lastValue(parsed, "stdout-file"));
  const stderrFile = openFile(lastValue(parsed, "stderr-file"));
  try {
    return await work({ ...optional("stdoutFile", stdoutFile), ...optional("stderrFile", stderrFile) });
  } finally {
    await Promise.all([stdoutFile, stderrFile].map(endFile));
  }
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

function openFile(path: string | undefined): Writable | undefined {
  if (path === undefined) return undefined;
  if (path === "-") return process.stdout;
  try {
    // Opened at once, so that a wrong path is found before anything runs.
    return createWriteStream(path, { encoding: "utf8", fd: openSync(path, "w") });
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new OptionError({ what: "the file for the cells' output cannot be written", where: path, got, cause });
  }
}

function endFile(file: Writable | undefined): Promise<void> {
  if (file === undefined || file === process.stdout) return Promise.resolve();
  return new Promise((resolve) => file.end(() => resolve()));
}
