import { AbortError } from "../../core/index.js";
import { headlessArguments } from "../../jupyter/headless-arguments.js";
import { type KernelForks, KernelSession, resolveKernelspec } from "../../jupyter/index.js";
import { isIpykernel } from "../../jupyter/kernel-process.js";
import { type Notebook, objectAt, stringAt } from "../../nbformat/index.js";
import { parseContent } from "../../runner/index.js";

/**
 * How many messages of a kernel that drops none may wait for us: one that floods us is stopped at a limit of bytes, which are
 * counted only when a message is read.
 */
const MAX_WAITING_MESSAGES = 64;

/** How the kernel of one notebook is started. */
export interface KernelOrder {
  readonly kernelName: string;
  /** Working directory: the notebook's folder, as nbval has it. */
  readonly cwd: string;
  readonly startTimeoutMs: number;
  /** A kernel that sends a longer message is not listened to any more. */
  readonly maxMessageBytes: number;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly forks?: KernelForks;
  readonly signal?: AbortSignal;
}

/** The kernel that a notebook wants: the one given, else its own, else Jupyter's Python, as in nbval. */
export function kernelNameOf(notebook: Notebook, given: string | undefined): string {
  const own = stringAt(objectAt(notebook.metadata, "kernelspec") ?? {}, "name");
  const name = given || own || "python3";
  return name === "python" ? "python3" : name;
}

/** Starts a kernel and makes it ready: a compiler is warmed up, so that its start does not count as a cell's time. */
export async function startKernel(order: KernelOrder): Promise<KernelSession> {
  const spec = resolveKernelspec(order.kernelName);
  const session = await KernelSession.start(spec, {
    startTimeoutMs: order.startTimeoutMs,
    parseContent,
    maxMessageBytes: order.maxMessageBytes,
    ...(isIpykernel(spec) ? { maxWaitingMessages: MAX_WAITING_MESSAGES } : {}),
    cwd: order.cwd,
    // A check must not write into the user's history.
    extraArguments: headlessArguments(spec),
    ...(order.env === undefined ? {} : { env: { ...process.env, ...order.env } }),
    ...(order.forks === undefined ? {} : { forks: order.forks }),
    ...(order.signal === undefined ? {} : { signal: order.signal }),
  });
  if (/^(type|java)script$/i.test(spec.language)) await warmUp(session, order);
  return session;
}

async function warmUp(session: KernelSession, order: KernelOrder): Promise<void> {
  const request = session.client.execute(";", { silent: true, storeHistory: false });
  let clear = (): void => {};
  const ended = new Promise<"late" | "aborted">((resolve) => {
    const timer = setTimeout(() => resolve("late"), order.startTimeoutMs);
    const onAbort = (): void => resolve("aborted");
    order.signal?.addEventListener("abort", onAbort, { once: true });
    clear = () => {
      clearTimeout(timer);
      order.signal?.removeEventListener("abort", onAbort);
    };
  });
  const end = await Promise.race([request.reply, session.process.exited, ended]);
  clear();
  if (end !== "aborted") return;
  await session.kill();
  throw new AbortError({ what: "the check was interrupted", cause: order.signal?.reason });
}
