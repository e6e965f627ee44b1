import { nextTurn } from "../core/next-turn.js";
import { droppedText } from "../jupyter/dropped-messages.js";
import type { KernelSession, Message } from "../jupyter/index.js";
import { type CodeCell, cellTags, type JsonObject, type Output } from "../nbformat/index.js";
import { keptErrors } from "../nbformat/large/kept-items.js";
import { errorFromStreams } from "./error-from-streams.js";
import { IdleWait } from "./idle-wait.js";
import type { LateOutputs } from "./late-outputs.js";
import { type DisplayIds, OutputArea } from "./output-area.js";
import { executionDate } from "./timestamp.js";
import type { WidgetStates } from "./widgets/widget-states.js";

/** After the reply, how long iopub may be quiet before the kernel's idle message is taken for lost; some drop it. */
const IDLE_WAIT_MS = 4_000;
/** The same for kernels that publish nothing about the question whether they have sent all. */
const IDLE_LIMIT_MS = 60_000;
/** How long iopub must be quiet after the kernel's death before its last words are taken for complete. */
const DEAD_QUIET_MS = 100;
/** How long a timed-out cell may take to answer an interrupt before the kernel is given up. */
const INTERRUPT_WAIT_MS = 5_000;

/** Limits of one cell, and where its outputs and widgets go. */
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
  /** The same if the kernel, asked meanwhile, publishes nothing: a long message may be on its way. Default 60,000. */
  readonly idleLimitMs?: number;
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
  const wait = new IdleWait(session, {
    quietMs: options.idleWaitMs ?? IDLE_WAIT_MS,
    limitMs: options.idleLimitMs ?? IDLE_LIMIT_MS,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const damagedBefore = session.client.damagedMessages;
  const request = session.client.execute(cell.source, {
    stopOnError: !allowed,
    storeHistory: options.storeHistory ?? true,
  });
  const takeOutput = (message: Message): void => {
    if (options.widgets?.take(message)) {
      area.noteTaken(message);
      return;
    }
    const output = area.handle(message);
    if (output !== undefined) options.output?.(output);
  };
  const stop = session.client.onIopub((message) => {
    // A kernel names the request that it handles, also for what a thread of the cell prints meanwhile.
    if (wait.hear(message)) takeOutput(message);
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
      return await settleEnd(end, session, request.reply, idle.promise, area, wait, hint);
    }
    execution["shell.execute_reply"] = executionDate(end.header.date);
    const came = await wait.until(Promise.race([idle.promise, session.process.exited]));
    if (came === "aborted")
      return await settleEnd({ kind: "interrupted" }, session, request.reply, idle.promise, area, wait, "");
    if (came === "lost") options.idleLost?.();
    return finishReply(end, cell, area, allowed);
  } finally {
    stop();
    for (const id of [...wait.questions, request.id]) options.late?.adopt(id, takeOutput);
    options.changed(cell);
  }
}

/** Waits for the last words of a kernel that has died, until nothing was heard for a moment. */
async function waitUntilQuiet(ended: Promise<void>, wait: IdleWait): Promise<void> {
  const since = performance.now();
  const quietFor = (): number => (wait.isBehind ? 0 : performance.now() - Math.max(wait.heardAt, since));
  const over = ended.then(() => true);
  while (quietFor() < DEAD_QUIET_MS) {
    if (await Promise.race([over, delay(Math.max(1, DEAD_QUIET_MS - quietFor())).then(() => false)])) return;
    // A busy process may see the timer before messages that have long been there.
    await nextTurn();
  }
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
  wait: IdleWait,
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
    await waitUntilQuiet(idle, wait);
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
