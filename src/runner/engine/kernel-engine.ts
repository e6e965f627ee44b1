import { AbortError } from "../../core/index.js";
import { isIpykernel, KernelSession, resolveKernelspec } from "../../jupyter/index.js";
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
import { cellTimeoutMs } from "../cell-timeout.js";
import { DeadKernelError } from "../errors.js";
import type { NotebookExecutionManager } from "../execution-manager.js";
import { LateOutputs } from "../late-outputs.js";
import { type CellEnd, isSkipped, type RunCellOptions, runCell } from "../run-cell.js";
import { WidgetStates } from "../widgets/widget-states.js";
import type { Engine, EngineOptions, StartSession } from "./engine.js";

/** What the cells of one run share. */
type RunState = Required<Pick<RunCellOptions, "displays" | "late" | "widgets">>;

/** Runs notebooks in a Jupyter kernel of their own, as nbclient does. */
export const kernelEngine: Engine = {
  async execute(manager, options) {
    const spec = resolveKernelspec(options.kernelName);
    const start: StartSession = options.startSession ?? ((...how) => KernelSession.start(...how));
    const session = await start(spec, {
      startTimeoutMs: options.startTimeout * 1000,
      parseContent,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      // A headless run must not write into the user's history.
      extraArguments: isIpykernel(spec) ? ["--HistoryManager.hist_file=:memory:"] : [],
    });
    manager.logger.log("INFO", `Executing notebook with kernel: ${options.kernelName}`);
    const state = runState(session);
    let clean = false;
    try {
      if (hasTimeLimits(manager, options)) await warmUp(session, options);
      clean = await runCells(session, manager, options, state);
      if (clean) await noteLanguage(session, manager, state.late);
      if (clean) await state.late.settle((options.lateOutput ?? 0) * 1000, session.process.exited, options.signal);
    } finally {
      const widgets = state.widgets.metadata();
      if (widgets !== undefined) manager.notebook.metadata["widgets"] = widgets;
      if (clean) await session.shutdown();
      else await session.kill();
    }
  },
};

/**
 * Contents that may hold JSON payloads (of outputs, of widgets, metadata) keep `1.0` and big integers as they are; all
 * others take the quick way.
 */
export function parseContent(text: string): unknown {
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
  await Promise.race([request.reply, session.process.exited, limit]);
}

/** Runs the cells in order up to the first failure. True if the kernel can be ended in peace. */
async function runCells(
  session: KernelSession,
  manager: NotebookExecutionManager,
  options: EngineOptions,
  state: RunState,
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
      if (!isCodeCell(cell) || isSkipped(cell)) continue;
      const end = await runCell(session, cell, {
        ...state,
        changed: (changed) => manager.cellChanged(changed),
        output: (output) => passOn(output, manager, options),
        ...timeoutOf(cell, manager, options),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
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
): Promise<void> {
  const request = session.client.request("shell", "kernel_info_request", {});
  late.adoptForLast(request.id);
  const reply = await Promise.race([request.reply, session.process.exited.then(() => undefined)]);
  const info = (reply?.content ?? session.info)["language_info"];
  if (info !== undefined) manager.notebook.metadata["language_info"] = info as JsonValue;
}

/** Logs an output and copies stream texts to the files that the user named. */
function passOn(output: Output, manager: NotebookExecutionManager, options: EngineOptions): void {
  if (output.output_type === "stream") {
    const text = String(output["text"]);
    const isError = output["name"] === "stderr";
    if (options.logOutput) manager.logger.log(isError ? "WARNING" : "INFO", text);
    (isError ? options.stderrFile : options.stdoutFile)?.write(text);
    return;
  }
  const data = output["data"] as Readonly<Record<string, unknown>> | undefined;
  const plain = data?.["text/plain"];
  if (options.logOutput && plain !== undefined)
    manager.logger.log("INFO", Array.isArray(plain) ? plain.join("") : String(plain));
}
