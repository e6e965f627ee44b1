import { createWriteStream, openSync, type WriteStream } from "node:fs";
import type { Command } from "commander";
import { OptionError } from "../../core/errors.js";
import type { ExecuteNotebookOptions, LogLevel } from "../../runner/index.js";
import { integerValue, lastValue, optionsHelp, type ParsedArguments, parseArguments } from "../option-table.js";
import { RUN_OPTIONS } from "../run-options.js";
import { parametersOf } from "../run-parameters.js";
import { isPiped, type RunPaths, runPaths } from "../run-paths.js";
import { failureReport } from "../run-report.js";

/** Exit code of papermill for a kernel that died. */
const KERNEL_DIED = 138;

export function register(program: Command): void {
  program
    .command("run")
    .description("Execute a notebook, with papermill's options.")
    .usage("[options] INPUT [OUTPUT]")
    .argument("[arguments...]", "the input and output notebook (path, URL or -) and the options below")
    .allowUnknownOption()
    .addHelpText("after", `\nNotebook options:\n${optionsHelp(RUN_OPTIONS)}`)
    .action((given: string[]) => run(given));
}

async function run(given: readonly string[]): Promise<void> {
  const parsed = parseArguments(given, RUN_OPTIONS);
  if (parsed.flags.get("help-notebook")) {
    const path = parsed.positional[0];
    if (path === undefined) throw new OptionError({ what: "Missing argument 'NOTEBOOK_PATH'" });
    await showHelp(path, parsed);
    return;
  }
  const paths = runPaths(parsed.positional, isPiped(0), !process.stdout.isTTY);
  const stop = new AbortController();
  const signals = listenForSignals(stop);
  try {
    await execute(parsed, paths, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) {
      process.stderr.write("Interrupted.\n");
      process.exitCode = stop.signal.reason === "SIGTERM" ? 143 : 130;
    } else await report(error);
  } finally {
    signals.close();
  }
}

async function execute(parsed: ParsedArguments, paths: RunPaths, signal: AbortSignal): Promise<void> {
  const { executeNotebook, LOG_LEVELS, levelLogger } = await import("../../runner/index.js");
  const toStdout = paths.outputPath === "-";
  const level = (lastValue(parsed, "log-level") ?? "INFO") as LogLevel;
  if (!LOG_LEVELS.includes(level))
    throw new OptionError({ what: "option --log-level", expected: `one of ${LOG_LEVELS.join(", ")}`, got: level });
  const logOutput = parsed.flags.get("log-output") ?? false;
  const stdoutFile = openFile(lastValue(parsed, "stdout-file"));
  const stderrFile = openFile(lastValue(parsed, "stderr-file"));
  try {
    await executeNotebook(paths.inputPath, paths.outputPath, {
      parameters: await parametersOf(parsed, paths.inputPath, paths.outputPath),
      // A notebook that goes to standard output is written once, and the messages beside it are errors only.
      requestSaveOnCellExecute: !toStdout && (parsed.flags.get("request-save-on-cell-execute") ?? true),
      logger: levelLogger(toStdout && level === "INFO" ? "ERROR" : level, (line) => process.stderr.write(`${line}\n`)),
      progressBar: parsed.flags.get("progress-bar") ?? (!toStdout && !logOutput),
      prepareOnly: parsed.flags.get("prepare-only") ?? false,
      reportMode: parsed.flags.get("report-mode") ?? false,
      logOutput,
      signal,
      ...optional("strict", parsed.flags.get("strict")),
      ...optional("engineName", lastValue(parsed, "engine")),
      ...optional("kernelName", lastValue(parsed, "kernel")),
      ...optional("language", lastValue(parsed, "language")),
      ...optional("cwd", lastValue(parsed, "cwd")),
      ...optional("autosaveCellEvery", integerValue(parsed, "autosave-cell-every")),
      ...optional("startTimeout", integerValue(parsed, "start-timeout")),
      ...optional("executionTimeout", integerValue(parsed, "execution-timeout")),
      ...optional("lateOutput", integerValue(parsed, "late-output")),
      ...optional("stdoutFile", stdoutFile),
      ...optional("stderrFile", stderrFile),
    });
  } finally {
    await Promise.all([stdoutFile, stderrFile].map(endFile));
  }
}

function optional<K extends keyof ExecuteNotebookOptions>(
  key: K,
  value: ExecuteNotebookOptions[K] | undefined,
): Pick<ExecuteNotebookOptions, K> | object {
  return value === undefined ? {} : { [key]: value };
}

async function report(error: unknown): Promise<void> {
  const { DeadKernelError, NotebookExecutionError } = await import("../../runner/index.js");
  if (error instanceof NotebookExecutionError) {
    process.stderr.write(await failureReport(error));
    process.exitCode = 1;
  } else if (error instanceof DeadKernelError) {
    const output = error.outputPath === undefined ? "" : `Output Notebook: ${error.outputPath}\n`;
    process.stderr.write(`error: ${error.message}\n${output}`);
    process.exitCode = KERNEL_DIED;
  } else throw error;
}

async function showHelp(path: string, parsed: ParsedArguments): Promise<void> {
  const { inspectNotebook, levelLogger, notebookHelp } = await import("../../runner/index.js");
  const inspection = await inspectNotebook(path, {
    parameters: await parametersOf(parsed, path, parsed.positional[1] ?? "-"),
    logger: levelLogger("WARNING", (line) => process.stderr.write(`${line}\n`)),
    ...(lastValue(parsed, "kernel") === undefined ? {} : { kernelName: lastValue(parsed, "kernel") as string }),
    ...(lastValue(parsed, "language") === undefined ? {} : { language: lastValue(parsed, "language") as string }),
  });
  process.stdout.write(`Usage: cellmill run [OPTIONS] NOTEBOOK_PATH [OUTPUT_PATH]\n${notebookHelp(path, inspection)}`);
  if (!inspection.hasParametersCell) process.exitCode = 1;
}

/** The first signal ends the run in order: the file is completed and the kernel ended. A second one ends the process. */
function listenForSignals(stop: AbortController): { close: () => void } {
  const onSignal = (signal: NodeJS.Signals): void => {
    // The exit handler of the kernel's process group still runs.
    if (stop.signal.aborted) process.exit(signal === "SIGTERM" ? 143 : 130);
    stop.abort(signal);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    close: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}

function openFile(path: string | undefined): WriteStream | undefined {
  if (path === undefined) return undefined;
  try {
    // Opened at once, so that a wrong path is found before anything runs.
    return createWriteStream(path, { encoding: "utf8", fd: openSync(path, "w") });
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new OptionError({ what: "the file for the cells' output cannot be written", where: path, got, cause });
  }
}

function endFile(file: WriteStream | undefined): Promise<void> {
  if (file === undefined) return Promise.resolve();
  return new Promise((resolve) => file.end(() => resolve()));
}
