import { droppedText } from "../jupyter/dropped-messages.js";
import type { KernelSession, Message } from "../jupyter/index.js";
import { type CodeCell, cellTags, type JsonObject, type Output } from "../nbformat/index.js";
import { keptErrors } from "../nbformat/large/kept-items.js";
import { errorFromStreams } from "./error-from-streams.js";
import type { LateOutputs } from "./late-outputs.js";
import { type DisplayIds, OutputArea } from "./output-area.js";
import { executionDate } from "./timestamp.js";
import type { WidgetStates } from "./widgets/widget-states.js";

/** After the reply, how long iopub may be quiet before the kernel's idle message is taken for lost; some drop it. */
const IDLE_WAIT_MS = 4_000;
/** How long iopub must be quiet after the kernel's death before its last words are taken for complete. */
const DEAD_QUIET_MS = 100;
/** How long a timed-out cell may take to answer an interrupt before the kernel is given up. */
const INTERRUPT_WAIT_MS = 5_000;

export interface RunCellOptions {
  readonly displays: DisplayIds;
  /** Told of each cell whose outputs or metadata change. */
  readonly changed: (cell: CodeCell) => void;
  /** Told of each output as it comes; for streams of the new text only. */
  readonly output?: (output: Output) => void;
  /** Time limit of the cell; absent = none. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** After the reply, how long iopub may be quiet before the idle message is taken for lost. Default 4,000. */
  readonly idleWaitMs?: number;
  /** Told if the idle message did not come: some of the cell's output may be lost with it. */
  readonly idleLost?: () => void;
  /** Takes over the messages that come after the cell has ended. */
  readonly late?: LateOutputs;
  /** Sees messages before the cell does, and takes those of widgets. */
  readonly widgets?: WidgetStates;
  /** Leaves streams as they come; else they are what a terminal shows in the end. */
  readonly rawStreams?: boolean;
  /** False for a cell that takes no execution count of its own. Default true. */
  readonly storeHistory?: boolean;
}

/** How a cell ended. */
export type CellEnd =
  | { readonly kind: "ok" }
  | { readonly kind: "error"; readonly allowed: boolean }
  | { readonly kind: "timed-out"; readonly timeoutMs: number }
  | { readonly kind: "kernel-died" }
  | { readonly kind: "interrupted" };

/** True for a cell that is not sent to the kernel. */
export function isSkipped(cell: CodeCell): boolean {
  return cell.source.trim() === "" || cellTags(cell).includes("skip-execution");
}

/** Runs one code cell: sends it, gathers its outputs, and waits for both its reply and the kernel's idle message. */
export async function runCell(session: KernelSession, cell: CodeCell, options: RunCellOptions): Promise<CellEnd> {
  const allowed = cellTags(cell).includes("raises-exception");
  const area = new OutputArea(cell, options.displays, options.changed, { rawStreams: options.rawStreams ?? false });
  const execution: JsonObject = {};
  cell.metadata["execution"] = execution;
  const idle = withResolvers<void>();
  let heardAt = performance.now();
  const damagedBefore = session.client.damagedMessages;
  const request = session.client.execute(cell.source, {
    stopOnError: !allowed,
    storeHistory: options.storeHistory ?? true,
  });
  const takeOutput = (message: Message): void => {
    if (options.widgets?.take(message)) return;
    const output = area.handle(message);
    if (output !== undefined) options.output?.(output);
  };
  const stop = session.client.onIopub((message) => {
    heardAt = performance.now();
    if (message.parentHeader.msg_id !== request.id) return;
    if (noteProgress(message, cell, execution)) idle.resolve();
    takeOutput(message);
  });
  try {
    const watch = watchCell(session, options);
    const end = await Promise.race([request.reply, watch.promise]);
    watch.clear();
    if ("kind" in end) {
      const damaged = session.client.damagedMessages - damagedBefore;
      const hint = damaged > 0 ? droppedText(damaged) : "";
      return await settleEnd(end, session, request.reply, idle.promise, area, () => heardAt, hint);
    }
    execution["shell.execute_reply"] = executionDate(end.header.date);
    const ended = Promise.race([idle.promise, session.process.exited]).then(() => true);
    if (!(await waitUntilQuiet(ended, () => heardAt, options.idleWaitMs ?? IDLE_WAIT_MS))) options.idleLost?.();
    return finishReply(end, cell, area, allowed);
  } finally {
    stop();
    options.late?.adopt(request.id, takeOutput);
    options.changed(cell);
  }
}

/**
 * Waits for the end, but gives up once nothing was heard for a time. Output of a cell can queue up behind its reply for
 * much longer than that time; as long as it comes, it is the cell's. False if the end did not come.
 */
async function waitUntilQuiet(ended: Promise<boolean>, heardAt: () => number, quietMs: number): Promise<boolean> {
  const since = performance.now();
  const quietFor = (): number => performance.now() - Math.max(heardAt(), since);
  while (quietFor() < quietMs) {
    if (await Promise.race([ended, delay(Math.max(1, quietMs - quietFor())).then(() => false)])) return true;
    // A busy process may see the timer before messages that have long been there.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return false;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Notes times and the execution count; true when the kernel says that it is idle again. */
function noteProgress(message: Message, cell: CodeCell, execution: JsonObject): boolean {
  const type = message.header.msg_type;
  const date = executionDate(message.header.date);
  if (type === "execute_input") {
    execution["iopub.execute_input"] = date;
    setCount(cell, message.content["execution_count"]);
  } else if (type === "status") {
    const state = message.content["execution_state"];
    if (state === "busy") execution["iopub.status.busy"] = date;
    else if (state === "idle") {
      execution["iopub.status.idle"] = date;
      return true;
    }
  }
  return false;
}

function setCount(cell: CodeCell, count: unknown): void {
  if (typeof count === "number") cell.execution_count = count;
}

function finishReply(reply: Message, cell: CodeCell, area: OutputArea, allowed: boolean): CellEnd {
  const { content } = reply;
  setCount(cell, content["execution_count"]);
  if (content["status"] === "ok") return { kind: "ok" };
  // Kernels that send no error message (or say "abort") still must show why the run stopped.
  if (keptErrors(cell).length === 0) {
    const printed = content["ename"] === undefined ? errorFromStreams(cell) : undefined;
    const traceback = Array.isArray(content["traceback"]) ? content["traceback"].map(String) : printed?.traceback;
    const ename = content["ename"] ?? printed?.ename ?? (content["status"] === "error" ? "Error" : "Aborted");
    area.addError(String(ename), String(content["evalue"] ?? printed?.evalue ?? ""), traceback ?? []);
  }
  return { kind: "error", allowed };
}

/** A promise for what may end a cell other than its reply. */
function watchCell(session: KernelSession, options: RunCellOptions): { promise: Promise<CellEnd>; clear: () => void } {
  const { timeoutMs, signal } = options;
  let clear = (): void => {};
  const promise = new Promise<CellEnd>((resolve) => {
    const onAbort = (): void => resolve({ kind: "interrupted" });
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => resolve({ kind: "timed-out", timeoutMs }), timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    session.process.exited.then(() => resolve({ kind: "kernel-died" }));
    clear = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  });
  return { promise, clear };
}

/** After a timeout the kernel gets an interrupt and a moment to send what it still has; then the reason is recorded. */
async function settleEnd(
  end: CellEnd,
  session: KernelSession,
  reply: Promise<Message>,
  idle: Promise<void>,
  area: OutputArea,
  heardAt: () => number,
  hint: string,
): Promise<CellEnd> {
  if (end.kind === "timed-out") {
    session.interrupt();
    await Promise.race([Promise.all([reply, idle]), session.process.exited, delay(INTERRUPT_WAIT_MS)]);
    area.addError(
      "CellTimeoutError",
      `the cell did not end within ${end.timeoutMs / 1000} s${hint && `. ${hint}`}`,
      [],
    );
  } else if (end.kind === "kernel-died") {
    // What the kernel sent last may still be on its way through the sockets.
    await waitUntilQuiet(
      idle.then(() => true),
      heardAt,
      DEAD_QUIET_MS,
    );
    const exit = session.process.exit;
    const how = exit?.signal == null ? `exit code ${exit?.code}` : `signal ${exit.signal}`;
    area.addError("DeadKernelError", `Kernel died: ${how}`, []);
  } else {
    area.addError("Interrupted", "the run was interrupted", []);
  }
  return end;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // The sockets keep the process alive; a timer that nobody waits for any more must not.
    setTimeout(resolve, ms).unref();
  });
}
