import { fileURLToPath } from "node:url";
import { isCellmillError, OptionError } from "../core/errors.js";
import type { ExecuteNotebookOptions, Parameters } from "../runner/index.js";
import { PieceQueue } from "../runner/io/piece-queue.js";
import { withPlaces } from "../runner/parameters/parameter-places.js";
import { executeOptions, logLevel, withOutputFiles } from "./execute-options.js";
import { followRuns, isFollowed } from "./follow-runs.js";
import { lastValue, type ParsedArguments } from "./option-table.js";
import { isBatch, runBatchCommand } from "./run-batch-command.js";
import { parametersOf } from "./run-parameters.js";
import { isPiped, type RunPaths, runPaths } from "./run-paths.js";
import { failureReport } from "./run-report.js";
import { stopSignals } from "./stop-signals.js";
import { packageVersion } from "./version.js";

/** Exit code of papermill for a kernel that died. */
const KERNEL_DIED = 138;

/** `cellmill run` with what its command line holds: one notebook, or many. */
export async function runCommand(parsed: ParsedArguments): Promise<void> {
  // Before anything is begun that a signal must not leave half done.
  const stop = stopSignals();
  // Who reads the log may leave, or its disk be full: the run goes on.
  process.stderr.on("error", () => {});
  let interrupted = false;
  try {
    await runParsed(parsed, stop.signal);
  } catch (error) {
    interrupted = stop.signal.aborted && !(await isFailedCell(error));
    if (!interrupted) await report(error);
    // What is no more than the signal's own doing needs no words.
    else if (!isCellmillError(error, "AbortError"))
      process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    const code = stop.exitCode();
    if (code !== undefined) {
      if (interrupted) process.exitCode = code;
      // A signal that comes once all has run changes nothing: the exit code says what the files say.
      const stopped = Number(process.exitCode ?? 0) > 128;
      process.stderr.write(stopped ? "Interrupted.\n" : "Interrupted after the last cell had ended.\n");
    }
    stop.close();
  }
}

/** True for a run that a cell's error ended, before a signal could. */
async function isFailedCell(error: unknown): Promise<boolean> {
  const { NotebookExecutionError } = await import("../runner/index.js");
  return error instanceof NotebookExecutionError;
}

async function runParsed(parsed: ParsedArguments, signal: AbortSignal): Promise<void> {
  if (parsed.flags.get("version")) {
    process.stdout.write(`${packageVersion()} from ${fileURLToPath(import.meta.url)} (${process.versions.node})\n`);
    return;
  }
  // Python's debugger would warn of itself in every kernel; a cell may see that papermill sets this, too.
  process.env["PYDEVD_DISABLE_FILE_VALIDATION"] ??= "1";
  await loadNamedPlugins(parsed);
  if (parsed.flags.get("help-notebook")) {
    const [path, _output, ...more] = parsed.positional;
    if (path === undefined) throw new OptionError({ what: "Missing argument 'NOTEBOOK_PATH'" });
    if (more.length > 0) throw new OptionError({ what: `got unexpected extra argument (${more.join(" ")})` });
    // Wrong options are refused also where they would do nothing.
    await logLevel(parsed, "WARNING");
    await executeOptions(parsed);
    await showHelp(path, parsed);
  } else if (isBatch(parsed)) await runBatchCommand(parsed, signal);
  else await execute(parsed, runPaths(parsed.positional, isPiped(0), !process.stdout.isTTY), signal);
}

async function loadNamedPlugins(parsed: ParsedArguments): Promise<void> {
  const names = (parsed.uses.get("plugin") ?? []).map(([name = ""]) => name);
  if (names.length === 0) return;
  const { loadPlugins } = await import("../runner/index.js");
  await loadPlugins(names);
}

async function execute(parsed: ParsedArguments, paths: RunPaths, signal: AbortSignal): Promise<void> {
  const { executeNotebook, levelLogger } = await import("../runner/index.js");
  const toStdout = paths.outputPath === "-";
  const level = await logLevel(parsed, "INFO");
  const options = await executeOptions(parsed);
  const log = new PieceQueue(process.stderr);
  const places = new Map<string, string>();
  const parameters = await parametersOf(parsed, paths.inputPath, paths.outputPath, places, signal);
  await withOutputFiles(parsed, signal, (files) =>
    followOne(parsed, { ...paths, parameters }, (observer) =>
      executeNotebook(paths.inputPath, paths.outputPath, {
        ...options,
        ...files,
        ...observer,
        parameters,
        // The messages beside a notebook that goes to standard output are errors only.
        logger: levelLogger(
          toStdout && level === "INFO" ? "ERROR" : level,
          (line) => log.write([`${line}\n`]),
          (pieces) => log.write(pieces),
        ),
        progressBar: parsed.flags.get("progress-bar") ?? (!toStdout && !options.logOutput),
        signal,
      }),
    ),
  )
    .catch((error: unknown) => {
      throw withPlaces(error, places);
    })
    .finally(() => log.drained());
}

/** Runs the one notebook; where a page or a summary is wanted, as a batch of one. */
async function followOne(
  parsed: ParsedArguments,
  run: RunPaths & { readonly parameters: Parameters },
  work: (observer: Pick<ExecuteNotebookOptions, "observer">) => Promise<unknown>,
): Promise<void> {
  if (!isFollowed(parsed)) {
    await work({});
    return;
  }
  const { BatchState } = await import("../runner/index.js");
  const { inputPath: input, outputPath: output, parameters } = run;
  const state = new BatchState([{ name: input, input, output, parameters }], 1);
  const { error } = await followRuns(parsed, state, () => state.follow(0, (observer) => work({ observer })));
  if (error !== undefined) throw error;
}

async function report(error: unknown): Promise<void> {
  const { DeadKernelError, NotebookExecutionError } = await import("../runner/index.js");
  if (error instanceof NotebookExecutionError) {
    const queue = new PieceQueue(process.stderr);
    queue.write(await failureReport(error));
    await queue.drained();
    process.exitCode = 1;
  } else if (error instanceof DeadKernelError) {
    const output = error.outputPath === undefined ? "" : `Output Notebook: ${error.outputPath}\n`;
    process.stderr.write(`error: ${error.message}\n${output}`);
    process.exitCode = KERNEL_DIED;
  } else throw error;
}

async function showHelp(path: string, parsed: ParsedArguments): Promise<void> {
  const { inspectNotebook, levelLogger, notebookHelp } = await import("../runner/index.js");
  const inspection = await inspectNotebook(path, {
    parameters: await parametersOf(parsed, path, parsed.positional[1] ?? "-"),
    logger: levelLogger("WARNING", (line) => process.stderr.write(`${line}\n`)),
    ...(lastValue(parsed, "kernel") === undefined ? {} : { kernelName: lastValue(parsed, "kernel") as string }),
    ...(lastValue(parsed, "language") === undefined ? {} : { language: lastValue(parsed, "language") as string }),
  });
  process.stdout.write(`Usage: cellmill run [OPTIONS] NOTEBOOK_PATH [OUTPUT_PATH]\n${notebookHelp(path, inspection)}`);
  if (!inspection.hasParametersCell) process.exitCode = 1;
}
