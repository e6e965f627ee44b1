import { statSync } from "node:fs";
import { AbortError, isCellmillError, NotFoundError, rejectUnknown, StoreError } from "../core/index.js";
import { type Cell, isCodeCell, isJsonObject, type Notebook, notebookTextPieces, objectAt } from "../nbformat/index.js";
import { applyParameters } from "./apply-parameters.js";
import { dropUnsavedOutputs, isDiskFull } from "./disk-full.js";
import type { EngineOptions } from "./engine/engine.js";
import { kernelEngine } from "./engine/kernel-engine.js";
import { checkEngine, findEngine } from "./engine/registry.js";
import { insertErrorMarkers, removeErrorMarkers } from "./error-markers.js";
import { DeadKernelError, NotebookExecutionError } from "./errors.js";
import { NotebookExecutionManager, OUTPUT_LOST } from "./execution-manager.js";
import { findFailure } from "./find-failure.js";
import type { TextPieces } from "./io/handler.js";
import { checkWritable, openOutput, prettyPath, writePieces, writtenOnce } from "./io/registry.js";
import { loadNotebook } from "./load-notebook.js";
import { type Logger, silentLogger } from "./log.js";
import { notebookKernelName } from "./notebook-language.js";
import { formatPath, pathValues } from "./parameters/path-template.js";
import { type Parameters, toParameters } from "./parameters/value.js";
import { ProgressBar } from "./progress-bar.js";
import { dropRecords, planResume, type ResumePlan, recordPureCell, recordRun } from "./resume/index.js";
import { type Secrets, scrubOutputs, toSecrets } from "./secrets/index.js";
import { cellsLeftOut } from "./selection/select-cells.js";
import { sessionStart } from "./session-start.js";
import { cleanMetadata } from "./tidy/clean-metadata.js";
import { setDeterministicIds } from "./tidy/deterministic-ids.js";
import { EXECUTE_OPTION_NAMES, type ExecuteNotebookOptions } from "./types.js";

/**
 * The executed notebook. Reads `input` (a path, URL, `-` or a notebook), injects the parameters, runs the cells in a
 * kernel, and writes `output` (path, URL, `-`; `null` = nowhere) while they run and at the end. Whatever ends the run,
 * the file says what ran, what failed and what did not; only then is the error thrown: `NotebookExecutionError` for a
 * cell that failed, `DeadKernelError` for a kernel that died, `ParameterError` before anything runs, `AbortError`.
 * @example await executeNotebook("tutorial.ipynb", "out/lung.ipynb", { parameters: { tissue: "lung" } })
 */
export async function executeNotebook(
  input: string | Notebook,
  output: string | null,
  options: ExecuteNotebookOptions = {},
): Promise<Notebook> {
  const known = new Set<string>(EXECUTE_OPTION_NAMES);
  rejectUnknown(
    Object.fromEntries(Object.entries(options).filter(([name]) => !known.has(name))),
    "executeNotebook",
    EXECUTE_OPTION_NAMES,
  );
  // Ours has none of its own: all it can do is named above.
  if (findEngine(options.engineName) === kernelEngine)
    rejectUnknown(options.engineOptions ?? {}, "engineOptions of the engine nbclient", EXECUTE_OPTION_NAMES);
  const secrets = toSecrets(options.secrets);
  try {
    return await prepareAndRun(input, output, options, secrets);
  } catch (error) {
    throw secrets === undefined ? error : secrets.error(error);
  }
}

async function prepareAndRun(
  input: string | Notebook,
  output: string | null,
  options: ExecuteNotebookOptions,
  secrets: Secrets | undefined,
): Promise<Notebook> {
  const logger = secrets?.logger(options.logger ?? silentLogger) ?? options.logger ?? silentLogger;
  const given = toParameters(options.parameters);
  // Everything but the kernel gets masks: checks, messages, the file and its ids.
  const parameters = secrets?.masked(given) ?? given;
  const values = pathValues(given);
  const inputPath = typeof input === "string" ? formatPath(input, values) : undefined;
  const outputPath = output === null ? undefined : formatPath(output, values);
  const where = inputPath === undefined ? "notebook" : prettyPath(inputPath);
  logger.log("INFO", `Input Notebook:  ${where}`);
  logger.log("INFO", `Output Notebook: ${outputPath === undefined ? "None" : prettyPath(outputPath)}`);
  if (options.cwd !== undefined) {
    logger.log("INFO", `Working directory: ${options.cwd}`);
    // Without a kernel nothing is there to work in it.
    if (!options.prepareOnly) checkFolder(options.cwd);
  }

  if (outputPath !== undefined) await checkWritable(outputPath);

  const ioOptions = { logger, ...(options.signal === undefined ? {} : { signal: options.signal }) };
  const notebook = await loadNotebook(inputPath ?? (input as Notebook), where, ioOptions);
  dropRecords(notebook);
  const leftOut = cellsLeftOut(notebook, options.select ?? {}, where);
  if (!options.prepareOnly)
    checkEngine(options.engineName, { leftOut: leftOut.size > 0, startSession: secrets !== undefined });
  await applyParameters(notebook, parameters, where, {
    kernelName: options.kernelName,
    language: options.language,
    strict: options.strict,
    reportMode: options.reportMode ?? false,
    logger,
  });
  prepareMetadata(notebook, inputPath ?? null, outputPath ?? null, options.reportMode ?? false);
  removeErrorMarkers(notebook);

  // Nothing has begun: what the output holds stays.
  if (options.signal?.aborted)
    throw new AbortError({ what: "the run was interrupted", where, cause: options.signal.reason });
  // The final write is not cancelled by the signal: after an interruption the file must still be complete.
  const write = async (pieces: TextPieces): Promise<void> => {
    if (outputPath !== undefined)
      await writePieces(outputPath, pieces, {
        logger,
        ...(options.signal === undefined ? {} : { waitSignal: options.signal }),
      });
  };
  if (options.prepareOnly) {
    if (options.deterministicIds) setDeterministicIds(notebook);
    if (options.cleanMetadata) cleanMetadata(notebook);
    await write(textPieces(notebook));
    return notebook;
  }
  const resume = await resumeIfAsked(notebook, { where, outputPath, parameters, leftOut }, options);
  if (resume?.finished !== undefined) {
    logger.log("INFO", `Unchanged since its last run: ${outputPath === undefined ? where : prettyPath(outputPath)}`);
    options.observer?.reused?.(resume.finished.cells.length);
    return resume.finished;
  }
  const startSession = await sessionStart(notebook, given, where, secrets, options);
  const run = {
    where,
    outputPath,
    write,
    logger,
    resume,
    clean: (): void => {
      if (secrets !== undefined) scrubOutputs(notebook, secrets.scrubber);
    },
    extras: {
      leftOut,
      // An engine that does not know of reuse runs all cells.
      ...(resume !== undefined && findEngine(options.engineName).supports?.includes("reuse")
        ? { reuse: resume.reuse }
        : {}),
      ...(startSession === undefined ? {} : { startSession }),
    },
  };
  await runNotebook(notebook, run, options);
  return notebook;
}

function checkFolder(path: string): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined)
    throw new NotFoundError({ what: "the working directory does not exist", where: path || '""' });
  if (!status.isDirectory()) throw new StoreError({ what: "the working directory is not a folder", where: path });
}

async function resumeIfAsked(
  notebook: Notebook,
  run: {
    readonly where: string;
    readonly outputPath: string | undefined;
    readonly parameters: Parameters;
    readonly leftOut: ReadonlySet<Cell>;
  },
  options: ExecuteNotebookOptions,
): Promise<ResumePlan | undefined> {
  if (!options.resume || run.outputPath === undefined) return undefined;
  return planResume(notebook, run.outputPath, {
    kernelName: notebookKernelName(notebook, options.kernelName, run.where),
    engineName: options.engineName,
    parameters: run.parameters,
    cwd: options.cwd,
    leftOut: run.leftOut,
    inputs: options.resumeInputs ?? [],
    form: {
      reportMode: options.reportMode ?? false,
      cleanMetadata: options.cleanMetadata ?? false,
      deterministicIds: options.deterministicIds ?? false,
      lateOutput: options.lateOutput ?? 0,
    },
  });
}

/** The file's text in pieces, which are made whenever they are asked for. */
function textPieces(notebook: Notebook): TextPieces {
  return { [Symbol.iterator]: () => notebookTextPieces(notebook) };
}

/** A result that is not all there is none that a later run can be spared for. */
function lostOutput(cell: Cell): boolean {
  return objectAt(cell.metadata, "cellmill")?.["status"] === OUTPUT_LOST;
}

interface Run {
  readonly where: string;
  readonly outputPath: string | undefined;
  readonly write: (pieces: TextPieces) => Promise<void>;
  readonly logger: Logger;
  /** Its keys are recorded in the file once a cell or the run has completed, so that a later one can be spared. */
  readonly resume: ResumePlan | undefined;
  /** Takes out of the outputs what must not be in the last file. */
  readonly clean: () => void;
  readonly extras: Pick<EngineOptions, "leftOut" | "reuse" | "startSession">;
}

async function runNotebook(notebook: Notebook, run: Run, options: ExecuteNotebookOptions): Promise<void> {
  const engine = findEngine(options.engineName);
  const kernelName = notebookKernelName(notebook, options.kernelName, run.where);
  const cellKeys = run.resume?.cellKeys;
  const saves =
    run.outputPath !== undefined && (options.requestSaveOnCellExecute ?? true) && !(await writtenOnce(run.outputPath));
  const bar = options.progressBar ?? true;
  const manager = new NotebookExecutionManager(notebook, {
    logger: run.logger,
    logOutput: options.logOutput ?? false,
    ...(options.autosaveCellEvery === undefined ? {} : { autosaveCellEvery: options.autosaveCellEvery }),
    ...(options.observer === undefined ? {} : { observer: options.observer }),
    ...(cellKeys === undefined ? {} : { cellDone: (cell: Cell) => recordPureCell(cell, cellKeys) }),
    ...(saves ? { output: openOutput(run.outputPath as string, { logger: run.logger }) } : {}),
    ...(bar === false ? {} : { progress: new ProgressBar(notebook.cells.length, bar === true ? process.stderr : bar) }),
  });
  let thrown: { error: unknown } | undefined;
  try {
    manager.notebookStart();
    await engine.execute(manager, { ...engineOptions(kernelName, options), ...run.extras });
  } catch (error) {
    thrown = { error };
  }
  manager.notebookComplete(thrown !== undefined);
  await manager.stopSaving();
  run.clean();
  const failure = findFailure(notebook);
  if (failure !== undefined) insertErrorMarkers(notebook, failure.cellIndex, failure.executionCount);
  if (options.deterministicIds) setDeterministicIds(notebook);
  if (thrown === undefined && failure === undefined) {
    // A run that did not complete keeps its records: they are all that says what ran.
    if (options.cleanMetadata) cleanMetadata(notebook);
    if (run.resume !== undefined && !notebook.cells.some(lostOutput)) recordRun(notebook, run.resume.key);
  }
  try {
    await run.write(textPieces(notebook));
  } catch (error) {
    if (isDiskFull(error)) await writeWithoutOutputs(manager, run);
    // What ended the run is the news; that the file could not be written comes with it.
    if (thrown === undefined || thrown.error === error) throw error;
    run.logger.log("ERROR", error instanceof Error ? error.message : String(error));
  }
  if (thrown !== undefined) throw withOutput(thrown.error, run);
  if (failure !== undefined) throw new NotebookExecutionError(failure, run.where, run.outputPath);
}

/** Where there is no room for the result: a file that says what ran, with no more outputs than the one it takes the place of. */
async function writeWithoutOutputs(manager: NotebookExecutionManager, run: Run): Promise<void> {
  const { notebook, savedOutputs } = manager;
  const dropped = dropUnsavedOutputs(notebook, savedOutputs);
  manager.resultLost(dropped);
  dropRecords(notebook);
  try {
    await run.write(textPieces(notebook));
  } catch {
    return; // what was saved last stays
  }
  run.logger.log("ERROR", `No room for the outputs of ${dropped.length} cells: the file says what ran, without them`);
}

function engineOptions(kernelName: string, options: ExecuteNotebookOptions): EngineOptions {
  return {
    kernelName,
    startTimeout: options.startTimeout ?? 60,
    logOutput: options.logOutput ?? false,
    ...(options.executionTimeout === undefined ? {} : { executionTimeout: options.executionTimeout }),
    ...(options.lateOutput === undefined ? {} : { lateOutput: options.lateOutput }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.stdoutFile === undefined ? {} : { stdoutFile: options.stdoutFile }),
    ...(options.stderrFile === undefined ? {} : { stderrFile: options.stderrFile }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.engineOptions === undefined ? {} : { engineOptions: options.engineOptions }),
  };
}

/** A dead kernel's error with the notebook's place, so that the message says which file holds what was saved. */
function withOutput(error: unknown, run: Run): unknown {
  if (!(error instanceof DeadKernelError) || !isCellmillError(error)) return error;
  const { what, where = "", hint } = error.details;
  const printed = hint?.replace(/^[^\n]*\n/, "") ?? "";
  return new DeadKernelError(what, `${run.where}: ${where}`, printed, run.outputPath);
}

function prepareMetadata(
  notebook: Notebook,
  inputPath: string | null,
  outputPath: string | null,
  reportMode: boolean,
): void {
  const record = objectAt(notebook.metadata, "papermill");
  if (record !== undefined) Object.assign(record, { input_path: inputPath, output_path: outputPath });
  if (!reportMode) return;
  for (const cell of notebook.cells) {
    if (!isCodeCell(cell)) continue;
    const { jupyter } = cell.metadata;
    // Other settings, such as hidden outputs, stay.
    cell.metadata["jupyter"] = { ...(isJsonObject(jupyter) ? jupyter : {}), source_hidden: true };
  }
}
