import { collectGarbage } from "../../core/collect-garbage.js";
import { AbortError } from "../../core/index.js";
import { droppedText } from "../../jupyter/dropped-messages.js";
import { headlessArguments } from "../../jupyter/headless-arguments.js";
import { KernelSession, resolveKernelspec } from "../../jupyter/index.js";
import { isKnownKernel } from "../../jupyter/kernel-process.js";
import {
  type Cell,
  type CodeCell,
  isCodeCell,
  isJsonObject,
  type JsonValue,
  type Output,
  objectAt,
  readJson,
} from "../../nbformat/index.js";
import { PART_BYTES } from "../../nbformat/large/json-bytes.js";
import { keptText } from "../../nbformat/large/kept-text.js";
import { keptAt, largeAt } from "../../nbformat/large/large-members.js";
import { readJsonBytes } from "../../nbformat/large/read-json-bytes.js";
import { cellTimeoutMs, LONGEST_TIMER_MS } from "../cell-timeout.js";
import { DeadKernelError } from "../errors.js";
import type { NotebookExecutionManager } from "../execution-manager.js";
import { LateOutputs } from "../late-outputs.js";
import { logPieces } from "../log.js";
import { type CellEnd, isSkipped, type RunCellOptions, runCell } from "../run-cell.js";
import { WidgetStates } from "../widgets/widget-states.js";
import type { Engine, EngineOptions, StartSession } from "./engine.js";

/** What the cells of one run share. */
type RunState = Required<Pick<RunCellOptions, "displays" | "late" | "widgets">>;

const decoder = new TextDecoder();

/** Of a limit of 0, too, papermill makes a second: it asks the kernel once, and waits so long for its answer. */
const LEAST_START_S = 1;

/** How long a kernel that has run all cells may take to say once more what it is. */
const INFO_WAIT_MS = 10_000;

/** How long messages may come late that others have overtaken. */
const LOSS_WAIT_MS = 200;

/** Runs notebooks in a Jupyter kernel of their own, as nbclient does; none is started if no cell needs it. */
export const kernelEngine: Engine = {
  supports: ["leftOut", "reuse", "startSession"],

  async execute(manager, options) {
    if (!manager.notebook.cells.some((cell) => isRun(cell, options))) {
      manager.logger.log("INFO", "No cell is to be run: no kernel is started");
      await runCells(undefined, manager, options);
      return;
    }
    const session = await startSession(manager, options);
    const state = runState(session);
    // An output often takes the place of another: what large ones hold is given back before the next one comes.
    session.client.onLarge(async () => {
      await manager.versionReleased();
      await collectGarbage();
    });
    let clean = false;
    try {
      if (hasTimeLimits(manager, options)) await warmUp(session, options);
      clean = await runCells({ session, state }, manager, options);
      if (clean) await noteLanguage(session, manager, state.late, options.signal);
      if (clean) await state.late.settle((options.lateOutput ?? 0) * 1000, session.process.exited, options.signal);
    } finally {
      const widgets = state.widgets.metadata();
      if (widgets !== undefined) manager.notebook.metadata["widgets"] = widgets;
      if (clean) await orAborted(session.shutdown(), options.signal);
      // After a shutdown nothing is left to kill; after a signal nobody waits for one.
      await session.kill();
    }
  },
};

/** True for a cell that needs a kernel. */
function isRun(cell: Cell, options: EngineOptions): boolean {
  return isCodeCell(cell) && !isSkipped(cell) && !options.leftOut?.has(cell) && !options.reuse?.has(cell);
}

async function startSession(manager: NotebookExecutionManager, options: EngineOptions): Promise<KernelSession> {
  const spec = resolveKernelspec(options.kernelName);
  const start: StartSession = options.startSession ?? ((...how) => KernelSession.start(...how));
  const session = await start(spec, {
    startTimeoutMs: Math.min(Math.max(options.startTimeout, LEAST_START_S) * 1000, LONGEST_TIMER_MS),
    parseContent,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    extraArguments: headlessArguments(spec),
    // A kernel that is ahead of us keeps its outputs itself: several large ones would lie here.
    ...(isKnownKernel(spec) ? { maxWaitingMessages: 1 } : {}),
  });
  manager.logger.log("INFO", `Executing notebook with kernel: ${options.kernelName}`);
  return session;
}

/** Settles with the promise, or with nothing when the signal is aborted first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  let stop = (): void => {};
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
  });
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * Contents that may hold JSON payloads (of outputs, of widgets, metadata) keep `1.0` and big integers as they are; all
 * others take the quick way. What is long in a long one stays bytes.
 */
export function parseContent(json: Uint8Array): unknown {
  if (json.byteLength > PART_BYTES) return readJsonBytes(json, { keepLarge: true });
  const text = decoder.decode(json);
  if (/json|"comm_id"/.test(text)) return readJson(text);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return readJson(text); // NaN and infinities, which some kernels send
  }
  return isJsonObject(content) && Object.keys(objectAt(content, "metadata") ?? {}).length > 0
    ? readJson(text)
    : content;
}

function runState(session: KernelSession): RunState {
  const { client } = session;
  const late = new LateOutputs();
  client.onIopub((message) => late.handle(message));
  const widgets = new WidgetStates((commId, state) => {
    client.request("shell", "comm_msg", {
      comm_id: commId,
      data: { method: "update", state, buffer_paths: [] },
    });
  });
  return { displays: new Map(), late, widgets };
}

/** Runs an empty statement unseen, so that the start of a compiler does not count against the first cell's time. */
async function warmUp(session: KernelSession, options: EngineOptions): Promise<void> {
  if (!/^(type|java)script$/i.test(session.process.spec.language)) return;
  const request = session.client.execute(";", { silent: true, storeHistory: false });
  const limit = new Promise((resolve) => setTimeout(resolve, options.startTimeout * 1000).unref());
  await orAborted(Promise.race([request.reply, session.process.exited, limit]), options.signal);
}

/** Runs the cells in order up to the first failure. True if the kernel can be ended in peace. */
async function runCells(
  kernel: { readonly session: KernelSession; readonly state: RunState } | undefined,
  manager: NotebookExecutionManager,
  options: EngineOptions,
): Promise<boolean> {
  for (const [index, cell] of manager.notebook.cells.entries()) {
    if (options.signal?.aborted)
      throw new AbortError({ what: "the run was interrupted", cause: options.signal.reason });
    if (options.leftOut?.has(cell)) {
      manager.cellLeftOut(cell, index);
      continue;
    }
    const earlier = options.reuse?.get(cell);
    if (earlier !== undefined && isCodeCell(cell)) {
      manager.cellReused(cell, index, earlier);
      continue;
    }
    manager.cellStart(cell, index);
    try {
      if (kernel === undefined || !isCodeCell(cell) || isSkipped(cell)) continue;
      const { session, state } = kernel;
      const { missingMessages: missing, damagedMessages: damaged } = session.client;
      const end = await runCell(session, cell, {
        ...state,
        changed: (changed) => manager.cellChanged(changed),
        output: (output) => passOn(output, manager, options),
        idleLost: () =>
          manager.logger.log(
            "WARNING",
            `Cell ${index + 1}: the kernel did not say that it is idle; output may be lost`,
          ),
        ...timeoutOf(cell, manager, options),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      if (end.kind === "ok" || end.kind === "error")
        await reportLoss(session, { missing, damaged }, manager, cell, index);
      if (end.kind === "ok" || (end.kind === "error" && end.allowed)) continue;
      manager.cellException(cell, end.kind === "error" ? "failed" : end.kind);
      if (end.kind === "error") return true;
      if (end.kind === "timed-out") return false;
      throw endError(end, session, cell, index, options);
    } finally {
      manager.cellComplete(cell, index);
    }
  }
  return true;
}

/** Says so if the kernel sent messages during the cell that did not arrive, or could not be taken. */
async function reportLoss(
  session: KernelSession,
  before: { readonly missing: number; readonly damaged: number },
  manager: NotebookExecutionManager,
  cell: Cell,
  index: number,
): Promise<void> {
  // IPython numbers messages that it then does not send, for values that display themselves; it drops none.
  const lost = (): number =>
    session.info["implementation"] === "ipython" ? 0 : session.client.missingMessages - before.missing;
  // Threads send in another order than they number.
  for (let waited = 0; lost() > 0 && waited < LOSS_WAIT_MS; waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const dropped = session.client.damagedMessages - before.damaged;
  if (!(lost() > 0 || dropped > 0)) return;
  manager.cellOutputLost(cell);
  const how =
    dropped > 0
      ? `${droppedText(dropped)} Output may be lost.`
      : `${lost()} messages of the kernel did not arrive: output is lost. Print less at once, or into a file.`;
  manager.logger.log("WARNING", `Cell ${index + 1}: ${how}`);
}

function timeoutOf(cell: CodeCell, manager: NotebookExecutionManager, options: EngineOptions): { timeoutMs?: number } {
  const timeoutMs = cellTimeoutMs(cell, manager.notebook, options.executionTimeout);
  return timeoutMs === undefined ? {} : { timeoutMs };
}

function hasTimeLimits(manager: NotebookExecutionManager, options: EngineOptions): boolean {
  return manager.notebook.cells.some(
    (cell) => isCodeCell(cell) && timeoutOf(cell, manager, options).timeoutMs !== undefined,
  );
}

function endError(end: CellEnd, session: KernelSession, cell: Cell, index: number, options: EngineOptions): Error {
  if (end.kind === "kernel-died") {
    const exit = session.process.exit;
    const how = exit?.signal == null ? `exit code ${exit?.code}` : `signal ${exit.signal}`;
    const place = `cell ${index + 1}, In [${(cell as CodeCell).execution_count ?? " "}]`;
    return new DeadKernelError(`the kernel died (${how})`, place, session.process.outputTail.trim(), undefined);
  }
  return new AbortError({ what: "the run was interrupted", cause: options.signal?.reason });
}

async function noteLanguage(
  session: KernelSession,
  manager: NotebookExecutionManager,
  late: LateOutputs,
  signal: AbortSignal | undefined,
): Promise<void> {
  const request = session.client.request("shell", "kernel_info_request", {});
  late.adoptForLast(request.id);
  // What it said at its start is as good; a kernel that hangs now must not make the run hang.
  const limit = new Promise<void>((resolve) => setTimeout(resolve, INFO_WAIT_MS).unref());
  const nothing = Promise.race([session.process.exited, limit]).then(() => undefined);
  const reply = await orAborted(Promise.race([request.reply, nothing]), signal);
  const info = (reply?.content ?? session.info)["language_info"];
  if (info !== undefined) manager.notebook.metadata["language_info"] = info as JsonValue;
}

/** Logs an output and copies stream texts to the files that the user named. */
function passOn(output: Output, manager: NotebookExecutionManager, options: EngineOptions): void {
  if (output.output_type === "stream") {
    const isError = output["name"] === "stderr";
    if (options.logOutput) logPieces(manager.logger, isError ? "WARNING" : "INFO", keptText(output, "text"));
    const file = isError ? options.stderrFile : options.stdoutFile;
    if (file !== undefined) for (const piece of keptText(output, "text")) file.write(piece);
    return;
  }
  const data = objectAt(output, "data");
  if (!options.logOutput || data === undefined || keptAt(data, "text/plain") === undefined) return;
  const large = largeAt(data, "text/plain");
  if (large !== undefined) logPieces(manager.logger, "INFO", keptText(data, "text/plain"));
  else {
    const plain = data["text/plain"];
    manager.logger.log("INFO", Array.isArray(plain) ? plain.join("") : String(plain));
  }
}
