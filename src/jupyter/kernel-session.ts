import { AbortError, KernelError } from "../core/index.js";
import { droppedText } from "./dropped-messages.js";
import { KernelClient } from "./kernel-client.js";
import { type KernelExit, KernelProcess, type StartKernelOptions } from "./kernel-process.js";
import type { KernelSpec } from "./kernelspecs.js";
import type { Message } from "./message.js";
import type { ParseContent } from "./wire.js";

/** How long a shutdown may take before the process group is killed, as Jupyter's own client waits. */
const SHUTDOWN_GRACE_MS = 5_000;
/** How often a kernel is started again because another program took one of its ports first. */
const PORT_RETRIES = 4;
/**
 * How long a kernel may take to answer before it is asked again: the question is lost if another kernel, which has ended since,
 * listened on the port first.
 */
const ASK_AGAIN_MS = 2_000;
/** How long after a reply its iopub messages may still be on the way before the kernel is asked again. */
const IOPUB_WAIT_MS = 20;

export interface StartSessionOptions extends StartKernelOptions {
  /** Time until the kernel must have answered. Default 60,000. */
  readonly startTimeoutMs?: number;
  /** Reads the JSON of messages' contents. Default `JSON.parse`. */
  readonly parseContent?: ParseContent;
  /** A longer message breaks the connection. Default none is too long. */
  readonly maxMessageBytes?: number;
  /** How many published messages may wait here, for kernels that keep what they cannot send. Default any number. */
  readonly maxWaitingMessages?: number;
}

/** A kernel that was started and answers: its process and the client that talks to it. */
export class KernelSession {
  readonly process: KernelProcess;
  readonly client: KernelClient;
  /** Content of the kernel's kernel_info_reply. */
  readonly info: Message["content"];

  private constructor(process: KernelProcess, client: KernelClient, info: Message["content"]) {
    this.process = process;
    this.client = client;
    this.info = info;
  }

  /** Starts the kernel and waits until it answers on shell and is heard on iopub. */
  static async start(spec: KernelSpec, options: StartSessionOptions = {}): Promise<KernelSession> {
    for (let retries = PORT_RETRIES; ; retries--) {
      const process = await KernelProcess.start(spec, options);
      try {
        return await KernelSession.#connect(process, options);
      } catch (error) {
        // Between our choice of a free port and the kernel's use of it, any program may take it.
        if (retries === 0 || options.signal?.aborted || !lostPort(process)) throw error;
      }
    }
  }

  static async #connect(process: KernelProcess, options: StartSessionOptions): Promise<KernelSession> {
    let client: KernelClient | undefined;
    try {
      client = await KernelClient.connect(process.connection, options);
      const info = await waitUntilReady(process, client, options.startTimeoutMs ?? 60_000, options.signal);
      return new KernelSession(process, client, info);
    } catch (error) {
      client?.close();
      await process.kill();
      throw error;
    }
  }

  /** Asks the kernel to stop what it runs, in the way its spec names. */
  interrupt(): void {
    if (this.process.spec.interruptMode === "message") this.client.request("control", "interrupt_request", {});
    else this.process.signal("SIGINT");
  }

  /** Ends the kernel: asks, then terminates, then kills its process group. Never leaves a process behind. */
  async shutdown(): Promise<KernelExit> {
    if (this.process.exit === undefined) this.client.request("control", "shutdown_request", { restart: false });
    const exit = await this.process.end(SHUTDOWN_GRACE_MS);
    this.client.close();
    return exit;
  }

  /** Kills the kernel's process group at once. */
  async kill(): Promise<KernelExit> {
    this.client.close();
    return this.process.kill();
  }
}

/** True if the kernel ended because one of its ports was taken. */
function lostPort(process: KernelProcess): boolean {
  return process.connection.transport === "tcp" && /address (already )?in use|EADDRINUSE/i.test(process.outputTail);
}

/** The kernel's info once it has replied and at least one iopub message was seen: a late subscriber loses output. */
async function waitUntilReady(
  process: KernelProcess,
  client: KernelClient,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Message["content"]> {
  let heard = false;
  const stop = client.onIopub(() => {
    heard = true;
  });
  const failed = failure(process, client, timeoutMs, signal);
  let replies: Promise<Message>[] = [];
  try {
    for (;;) {
      replies.push(client.request("shell", "kernel_info_request", {}).reply);
      const reply = await Promise.race([...replies, failed.promise, delay(ASK_AGAIN_MS)]);
      if (reply === undefined) continue;
      replies = [];
      for (let waited = 0; waited < IOPUB_WAIT_MS && !heard; waited += 2)
        await Promise.race([delay(2), failed.promise]);
      if (heard) return reply.content;
    }
  } finally {
    stop();
    failed.clear();
  }
}

/** A promise that rejects when the kernel dies, the time is up or the signal is aborted. */
function failure(
  process: KernelProcess,
  client: KernelClient,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): { promise: Promise<never>; clear: () => void } {
  const where = `kernel "${process.spec.name}"`;
  let clear = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => {
      reject(
        new KernelError({
          what: `the kernel did not answer within ${timeoutMs / 1000} s`,
          where,
          ...tail(process, client),
        }),
      );
    }, timeoutMs);
    const onAbort = (): void =>
      reject(new AbortError({ what: "the start of the kernel was interrupted", where, cause: signal?.reason }));
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    process.exited.then((exit) => {
      const got = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
      reject(new KernelError({ what: "the kernel died before it answered", where, got, ...tail(process, client) }));
    });
    clear = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  });
  promise.catch(() => {});
  return { promise, clear };
}

function tail(process: KernelProcess, client: KernelClient): { hint?: string } {
  const text = process.outputTail.trim();
  const hints = [
    ...(client.damagedMessages === 0 ? [] : [droppedText(client.damagedMessages)]),
    ...(text === "" ? [] : [`It printed:\n${text.split("\n").slice(-12).join("\n")}`]),
  ];
  return hints.length === 0 ? {} : { hint: hints.join(" ") };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // The sockets keep the process alive; a timer that nobody waits for any more must not.
    setTimeout(resolve, ms).unref();
  });
}
