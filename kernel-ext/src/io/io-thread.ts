import { parentPort, workerData } from "node:worker_threads";
import {
  createMessage,
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageContent,
  type NewMessage,
} from "cellmill/jupyter";
import { SharedState } from "../thread-state.js";
import { Interrupter } from "./interrupter.js";
import { watchParent } from "./parent-watch.js";
import { SendQueue } from "./send-queue.js";
import { bindSockets, type KernelSockets } from "./sockets.js";
import { StreamJoiner } from "./stream-joiner.js";
import type { FromIo, IoThreadData, ToIo } from "./thread-messages.js";

/** How long a blocked main thread may take to end itself after a shutdown request. */
const SHUTDOWN_GRACE_MS = 1500;

type ReplyChannel = "shell" | "control" | "stdin";

/**
 * Owns the sockets in a thread of its own: heartbeat, kernel_info, interrupt and shutdown are answered while the main
 * thread compiles or runs a cell, and output leaves while a cell loops.
 */
class IoThread {
  readonly #data: IoThreadData;
  readonly #state: SharedState;
  readonly #sockets: KernelSockets;
  readonly #queues: Readonly<Record<ReplyChannel | "iopub", SendQueue>>;
  readonly #interrupter: Interrupter;
  readonly #joiner: StreamJoiner;
  #closing: Promise<void> | undefined;

  constructor(data: IoThreadData, sockets: KernelSockets) {
    this.#data = data;
    this.#state = new SharedState(data.state);
    this.#sockets = sockets;
    const queue = (socket: KernelSockets[ReplyChannel | "iopub"]): SendQueue =>
      new SendQueue(socket, (error) => this.#complain("send failed", error));
    this.#queues = {
      shell: queue(sockets.shell),
      control: queue(sockets.control),
      stdin: queue(sockets.stdin),
      iopub: queue(sockets.iopub),
    };
    this.#joiner = new StreamJoiner((message) =>
      this.#send(this.#queues.iopub, outgoing(message, [new TextEncoder().encode(message.type)])),
    );
    this.#interrupter = new Interrupter(data.pid, this.#state, () => post({ kind: "interrupt" }));
  }

  run(): void {
    void this.#echoHeartbeats();
    void this.#receive("shell", (message) => this.#onShell(message));
    void this.#receive("control", (message) => this.#onControl(message));
    void this.#receive("stdin", (message) => this.#onStdin(message));
    if (this.#data.watchParent) watchParent(() => this.#shutDown());
    parentPort?.on("message", (message: ToIo) => this.#onMain(message));
    this.#publish("status", {}, { execution_state: "starting" });
  }

  #onMain(message: ToIo): void {
    if (message.kind === "close") void this.#close();
    else if (message.kind === "publish") this.#joiner.push(message);
    else this.#send(this.#queues[message.channel], outgoing(message, message.identities));
  }

  #onShell(message: Message): void {
    // Answered here, so that a client need not wait for the compiler to warm up.
    if (message.header.msg_type === "kernel_info_request") this.#answer("shell", message, this.#data.kernelInfo);
    else if (message.header.msg_type === "shutdown_request") this.#onShutdown("shell", message);
    else this.#forward("shell", message);
  }

  #onControl(message: Message): void {
    const type = message.header.msg_type;
    if (type === "kernel_info_request") {
      this.#answer("control", message, this.#data.kernelInfo);
    } else if (type === "interrupt_request") {
      this.#interrupter.interrupt();
      this.#answer("control", message, { status: "ok" });
    } else if (type === "shutdown_request") {
      this.#onShutdown("control", message);
    } else {
      this.#forward("control", message);
    }
  }

  #onStdin(message: Message): void {
    if (message.header.msg_type === "input_reply") this.#state.answerInput(String(message.content["value"] ?? ""));
  }

  #onShutdown(channel: "shell" | "control", message: Message): void {
    this.#answer(channel, message, { status: "ok", restart: message.content["restart"] === true });
    this.#shutDown();
  }

  /** Asks the main thread to end; a thread stuck in a cell is ended from here. */
  #shutDown(): void {
    post({ kind: "shutdown" });
    setTimeout(() => void this.#close().then(() => process.kill(this.#data.pid, "SIGKILL")), SHUTDOWN_GRACE_MS);
  }

  #forward(channel: "shell" | "control", message: Message): void {
    if (message.header.msg_type === "execute_request") this.#state.addCell();
    post({ kind: "request", channel, message, receivedAt: performance.timeOrigin + performance.now() });
  }

  /** A reply bracketed by busy and idle. */
  #answer(channel: "shell" | "control", request: Message, content: MessageContent): void {
    this.#publish("status", request.header, { execution_state: "busy" });
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    const { identities, header } = request;
    this.#send(this.#queues[channel], { type, parentHeader: header, content, identities });
    this.#publish("status", request.header, { execution_state: "idle" });
  }

  #publish(type: string, parentHeader: Partial<Message["header"]>, content: MessageContent): void {
    this.#send(this.#queues.iopub, { type, parentHeader, content, identities: [new TextEncoder().encode(type)] });
  }

  #send(queue: SendQueue, init: Omit<NewMessage, "session">): void {
    const message = createMessage({ ...init, session: this.#data.session, username: "kernel" });
    queue.push(encodeMessage(message, this.#data.connection.key));
  }

  async #receive(channel: ReplyChannel, handle: (message: Message) => void): Promise<void> {
    for await (const frames of this.#sockets[channel]) {
      let message: Message;
      try {
        message = decodeMessage(frames, this.#data.connection.key);
      } catch (error) {
        this.#complain(`dropped a message on ${channel}`, error);
        continue;
      }
      handle(message);
    }
  }

  async #echoHeartbeats(): Promise<void> {
    for await (const frames of this.#sockets.hb) await this.#sockets.hb.send(frames);
  }

  /** Sends what is queued, closes the sockets, then wakes a main thread that waits for it. */
  #close(): Promise<void> {
    this.#joiner.flush();
    this.#closing ??= (async () => {
      await Promise.all(Object.values(this.#queues).map((queue) => queue.drained()));
      for (const socket of Object.values(this.#sockets)) socket.close();
      this.#state.markClosed();
    })();
    return this.#closing;
  }

  /** To the process's own stderr: a cell must not see it. */
  #complain(what: string, error: unknown): void {
    if (this.#closing !== undefined) return;
    rawDebug(`cellmill-kernel: ${what}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function outgoing(
  { type, parentHeader, content, metadata, buffers }: Exclude<ToIo, { kind: "close" }>,
  identities: readonly Uint8Array[],
): Omit<NewMessage, "session"> {
  const optional = { ...(metadata && { metadata }), ...(buffers && { buffers }) };
  return { type, parentHeader, content, identities, ...optional };
}

function post(message: FromIo): void {
  parentPort?.postMessage(message);
}

/** Writes to the real stderr at once; a thread's own process.stderr goes through the main thread. */
function rawDebug(text: string): void {
  (process as unknown as { _rawDebug(text: string): void })._rawDebug(text.trimEnd());
}

const data = workerData as IoThreadData;
bindSockets(data.connection).then(
  (sockets) => new IoThread(data, sockets).run(),
  (error: unknown) => post({ kind: "failed", reason: error instanceof Error ? error.message : String(error) }),
);
