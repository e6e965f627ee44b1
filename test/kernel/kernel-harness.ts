import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer, Request, Subscriber } from "zeromq";
import { type ConnectionInfo, channelAddress, writeConnectionFile } from "../../src/jupyter/connection-file.js";
import { createMessage, type Message, type MessageContent } from "../../src/jupyter/message.js";
import { decodeMessage, encodeMessage } from "../../src/jupyter/wire.js";

export const KERNEL_MAIN: string = fileURLToPath(new URL("../../kernel-ext/dist/main.js", import.meta.url));

/** The notebooks' folder has the package by name. */
const NOTEBOOKS = fileURLToPath(new URL("../../notebooks", import.meta.url));

export interface Executed {
  readonly reply: MessageContent;
  readonly replyHeader: Message["header"];
  /** The iopub messages of the request up to idle. */
  readonly messages: readonly Message[];
  readonly stdout: string;
  readonly stderr: string;
  readonly result: Readonly<Record<string, unknown>> | undefined;
  readonly error: MessageContent | undefined;
}

export interface ExecuteOptions {
  readonly content?: MessageContent;
  readonly timeoutMs?: number;
}

export interface HarnessOptions {
  readonly cwd?: string;
  /** Arguments for node before the connection file. Default: the kernel itself. */
  readonly command?: readonly string[];
}

type Channel = "shell" | "control";

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A real kernel process and a small client of ours, independent of the one that the runner uses. */
export class KernelHarness {
  readonly process: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly connection: ConnectionInfo;
  readonly session: string = randomUUID();
  readonly shell: Dealer;
  readonly control: Dealer;
  readonly stdin: Dealer;
  readonly iopub: Subscriber;
  readonly messages: Message[] = [];
  /** What the process wrote past the protocol. */
  raw = "";
  onInput: ((message: Message) => string | undefined) | undefined;
  readonly #folder: string;
  readonly #replies = new Map<string, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #ended = false;

  static async start(options: HarnessOptions = {}): Promise<KernelHarness> {
    const [shell, iopub, stdin, control, hb] = await freePorts(5);
    const connection: ConnectionInfo = {
      transport: "tcp",
      ip: "127.0.0.1",
      shell_port: shell!,
      iopub_port: iopub!,
      stdin_port: stdin!,
      control_port: control!,
      hb_port: hb!,
      key: randomUUID(),
      signature_scheme: "hmac-sha256",
    };
    const harness = new KernelHarness(connection, options);
    await harness.#ready();
    return harness;
  }

  private constructor(connection: ConnectionInfo, options: HarnessOptions) {
    const { cwd = NOTEBOOKS, command = ["--no-force-async-hooks-checks", KERNEL_MAIN] } = options;
    this.connection = connection;
    this.#folder = mkdtempSync(join(tmpdir(), "kernel-test-"));
    const file = join(this.#folder, "connection.json");
    writeConnectionFile(file, connection);
    this.process = spawn(process.execPath, [...command, file], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (chunk) => {
        this.raw += String(chunk);
      });
    }
    this.exited = new Promise((resolve) =>
      this.process.on("exit", (code, signal) => {
        this.#ended = true;
        resolve({ code, signal });
      }),
    );
    const dealer = (): Dealer => new Dealer({ routingId: this.session, linger: 0 });
    [this.shell, this.control, this.stdin] = [dealer(), dealer(), dealer()];
    this.iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
    for (const channel of ["shell", "control", "stdin", "iopub"] as const) {
      this[channel].reconnectInterval = 20;
      this[channel].connect(channelAddress(connection, channel));
    }
    this.iopub.subscribe();
    for (const channel of ["shell", "control", "stdin", "iopub"] as const) void this.#receive(channel);
  }

  async #receive(channel: "shell" | "control" | "stdin" | "iopub"): Promise<void> {
    for await (const frames of this[channel]) {
      const message = decodeMessage(frames, this.connection.key);
      if (channel === "iopub") {
        this.messages.push(message);
        for (const listener of this.#listeners) listener(message);
      } else if (channel === "stdin") {
        const value = this.onInput?.(message);
        if (value !== undefined) await this.send("stdin", "input_reply", { value }, message.header);
      } else {
        this.#replies.get(message.parentHeader.msg_id ?? "")?.(message);
      }
    }
  }

  async #ready(): Promise<void> {
    await this.request("kernel_info_request", {});
    // iopub is connected when a status of ours arrives; asking again is harmless.
    for (let attempt = 0; attempt < 100 && this.messages.length === 0; attempt++) {
      await this.request("kernel_info_request", {});
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async send(
    channel: Channel | "stdin",
    type: string,
    content: MessageContent,
    parentHeader: Partial<Message["header"]> = {},
  ): Promise<Message> {
    const message = createMessage({ type, session: this.session, content, parentHeader });
    await this[channel].send(encodeMessage(message, this.connection.key));
    return message;
  }

  async request(
    type: string,
    content: MessageContent,
    options: { readonly channel?: Channel; readonly timeoutMs?: number } = {},
  ): Promise<Message> {
    const { channel = "shell", timeoutMs = 30_000 } = options;
    const message = createMessage({ type, session: this.session, content });
    const id = message.header.msg_id;
    const reply = new Promise<Message>((resolve) => this.#replies.set(id, resolve));
    await this[channel].send(encodeMessage(message, this.connection.key));
    try {
      return await this.#withTimeout(reply, timeoutMs, type);
    } finally {
      this.#replies.delete(id);
    }
  }

  /** Runs code and waits for reply and idle. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Executed> {
    const { timeoutMs = 30_000 } = options;
    const content = { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true };
    const message = createMessage({
      type: "execute_request",
      session: this.session,
      content: { ...content, user_expressions: {}, ...options.content },
    });
    const id = message.header.msg_id;
    const messages: Message[] = [];
    let listener: (message: Message) => void = () => undefined;
    const idle = new Promise<void>((resolve) => {
      listener = (each) => {
        if (each.parentHeader.msg_id !== id) return;
        messages.push(each);
        if (each.header.msg_type === "status" && each.content["execution_state"] === "idle") resolve();
      };
      this.#listeners.add(listener);
    });
    const reply = new Promise<Message>((resolve) => this.#replies.set(id, resolve));
    await this.shell.send(encodeMessage(message, this.connection.key));
    try {
      const answer = await this.#withTimeout(reply, timeoutMs, `execute ${code.slice(0, 60)}`);
      await this.#withTimeout(idle, 5000, "idle");
      return describe(answer, messages);
    } finally {
      this.#replies.delete(id);
      this.#listeners.delete(listener);
    }
  }

  interrupt(): Promise<Message> {
    return this.request("interrupt_request", {}, { channel: "control" });
  }

  /** Sends one heartbeat and returns the milliseconds until its echo. */
  async heartbeat(): Promise<number> {
    const socket = new Request({ linger: 0, receiveTimeout: 5000 });
    socket.connect(channelAddress(this.connection, "hb"));
    const start = performance.now();
    await socket.send("ping");
    await socket.receive();
    socket.close();
    return performance.now() - start;
  }

  /** Asks for the end and waits for it; kills a process that does not follow. */
  async stop(): Promise<{ code: number | null; signal: string | null }> {
    if (!this.#ended) {
      await this.request("shutdown_request", { restart: false }, { channel: "control", timeoutMs: 5000 }).catch(
        () => undefined,
      );
      const timer = setTimeout(() => this.process.kill("SIGKILL"), 5000);
      await this.exited;
      clearTimeout(timer);
    }
    for (const channel of ["shell", "control", "stdin", "iopub"] as const) this[channel].close();
    rmSync(this.#folder, { recursive: true, force: true });
    return this.exited;
  }

  async #withTimeout<T>(promise: Promise<T>, timeoutMs: number, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer to ${what} in ${timeoutMs} ms; raw: ${this.raw}`)),
        timeoutMs,
      );
    });
    const dead = this.exited.then((end) => {
      throw new Error(`the kernel ended (${JSON.stringify(end)}) during ${what}; raw: ${this.raw}`);
    });
    dead.catch(() => undefined);
    try {
      return await Promise.race([promise, late, dead]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function describe(reply: Message, messages: readonly Message[]): Executed {
  const stream = (name: string): string =>
    messages
      .filter((message) => message.header.msg_type === "stream" && message.content["name"] === name)
      .map((message) => String(message.content["text"]))
      .join("");
  const contentOf = (type: string): MessageContent | undefined =>
    messages.find((message) => message.header.msg_type === type)?.content;
  return {
    reply: reply.content,
    replyHeader: reply.header,
    messages,
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    result: contentOf("execute_result")?.["data"] as Executed["result"],
    error: contentOf("error"),
  };
}
