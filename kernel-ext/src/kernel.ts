import { randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { ConnectionInfo, MessageContent } from "cellmill/jupyter";
import { CurrentCell } from "./cell-context.js";
import { Comms } from "./comms.js";
import { CellHistory } from "./history.js";
import { IoPort } from "./io/io-port.js";
import type { FromIo, ReceivedRequest } from "./io/thread-messages.js";
import { kernelInfo } from "./kernel-info.js";
import { thrownError } from "./output/cell-error.js";
import { CellDisplay } from "./output/display.js";
import { progressBar } from "./output/progress-bar.js";
import { Publisher } from "./output/publisher.js";
import { captureProcessStreams, StreamWriter } from "./output/streams.js";
import { ProcessExit } from "./process-exit.js";
import { replaceProcessStdin } from "./process-stdin.js";
import { ExecuteQueue } from "./requests/execute.js";
import { REQUESTS } from "./requests/table.js";
import { CellRunner } from "./runtime/cell-runner.js";
import { CellSources } from "./runtime/cell-sources.js";
import { Engine } from "./runtime/engine.js";
import { ModuleLoader } from "./runtime/module-loader.js";
import { installStackTraces } from "./runtime/stack-traces.js";
import { createInput } from "./stdin.js";
import { Phase, SharedState } from "./thread-state.js";

const LIVENESS_MS = 50;

/** The kernel in the main thread: cells run here, the sockets live in the IO thread. */
export class Kernel {
  readonly #state = new SharedState();
  readonly #cells = new CurrentCell();
  readonly #sources = new CellSources();
  readonly #history = new CellHistory();
  readonly #io: IoPort;
  readonly #publisher: Publisher;
  readonly #streams: StreamWriter;
  readonly #comms: Comms;
  readonly #exit: ProcessExit;
  readonly #engine: Engine;
  readonly #runner: CellRunner;
  readonly #executions: ExecuteQueue;

  constructor(connection: ConnectionInfo, cwd: string) {
    // The IO thread starts first: it answers kernel_info while the compiler loads.
    this.#io = new IoPort({
      connection,
      pid: process.pid,
      state: this.#state.buffer,
      kernelInfo: kernelInfo(),
      session: randomUUID(),
      watchParent: (process.env["JPY_PARENT_PID"] ?? "") !== "",
    });
    const post: IoPort["post"] = (message) => this.#io.post(message);
    this.#publisher = new Publisher(post);
    this.#streams = new StreamWriter(this.#cells, (cell, name, text) =>
      this.#publisher.publishStream(cell, name, text),
    );
    const flush = (): void => this.#streams.flush();
    this.#publisher.flushBefore(flush);
    this.#exit = new ProcessExit(this.#state, post, flush);
    this.#comms = new Comms(this.#publisher, this.#cells);
    const display = new CellDisplay(this.#publisher, this.#cells);

    const loader = new ModuleLoader(cwd, (data, update) => display.writeTslabData(data, update));
    this.#engine = new Engine(cwd, this.#sources, loader, {
      onUserCode: (running) => this.#runner.onUserCode(running),
      onScript: (running) => {
        this.#state.phase = running ? Phase.script : Phase.user;
      },
      onWarning: (text) => this.#streams.write("stderr", `${text}\n`),
    });
    this.#runner = new CellRunner(this.#engine, this.#sources, this.#state, this.#cells, this.#streams);
    this.#executions = new ExecuteQueue({
      publisher: this.#publisher,
      cells: this.#cells,
      runner: this.#runner,
      sources: this.#sources,
      history: this.#history,
      post,
      state: this.#state,
      onFinished: () => this.#engine.keepCompiled(),
    });
    const input = createInput(this.#state, this.#cells, flush, post);
    replaceProcessStdin((prompt, what) => input(prompt, {}, what));
    this.#defineGlobals(display, (prompt, options) => input(prompt, options));
  }

  start(): void {
    installStackTraces(this.#sources, `${dirname(fileURLToPath(import.meta.url)).replaceAll("\\", "/")}/`);
    captureProcessStreams(this.#streams);
    setInterval(() => this.#state.tick(), LIVENESS_MS).unref();
    process.on("SIGINT", () => this.#runner.onSignal());
    process.on("uncaughtException", (error) => this.#reportLate("Uncaught", error));
    process.on("unhandledRejection", (reason) => this.#reportLate("Unhandled rejection:", reason));
    this.#exit.intercept((code) => this.#streams.write("stderr", `process.exit(${code}): the kernel ends\n`));
    this.#io.onMessage((message) => this.#onIo(message));
    // Built now, while front ends connect, so that the first cell need not wait for it.
    setImmediate(() => this.#engine.converter);
  }

  #onIo(message: FromIo): void {
    if (message.kind === "request") {
      this.#onRequest(message);
    } else if (message.kind === "interrupt") {
      this.#runner.onInterruptRequest();
    } else if (message.kind === "shutdown") {
      this.#exit.exit(0);
    } else {
      (process as unknown as { _rawDebug(text: string): void })._rawDebug(`cellmill-kernel: ${message.reason}`);
      this.#exit.abort(1);
    }
  }

  #onRequest(request: ReceivedRequest): void {
    const { header } = request.message;
    if (header.msg_type === "execute_request") {
      this.#executions.push(request);
      return;
    }
    this.#publisher.status(header, "busy");
    if (header.msg_type.startsWith("comm_") && !header.msg_type.endsWith("_request")) this.#onComm(request);
    else this.#reply(request, this.#answer(request));
    this.#publisher.status(header, "idle");
  }

  #answer({ message }: ReceivedRequest): MessageContent {
    const handler = REQUESTS.get(message.header.msg_type);
    try {
      if (handler === undefined) throw new Error(`request of unknown type ${message.header.msg_type}`);
      const context = { engine: this.#engine, comms: this.#comms, history: this.#history };
      return handler(message.content, context);
    } catch (error) {
      return { status: "error", ...thrownError(error, this.#sources) };
    }
  }

  #onComm({ message }: ReceivedRequest): void {
    try {
      this.#comms.receive(message);
    } catch (error) {
      this.#reportLate("Error in a comm handler:", error);
    }
  }

  #reply({ message, channel }: ReceivedRequest, content: MessageContent): void {
    const { header, identities } = message;
    const type = header.msg_type.replace(/_request$/, "_reply");
    this.#io.post({ kind: "reply", channel, type, parentHeader: header, content, identities });
  }

  /** Errors that no cell waits for: shown with the last cell, and the kernel lives on. */
  #reportLate(title: string, error: unknown): void {
    const { traceback } = thrownError(error, this.#sources);
    this.#streams.write("stderr", `${title} ${traceback.join("\n")}\n`);
  }

  #defineGlobals(
    display: CellDisplay,
    input: (prompt?: string, options?: { readonly password?: boolean }) => string,
  ): void {
    const globals = {
      display: display.display.bind(display),
      clearOutput: display.clearOutput.bind(display),
      progress: (total: number, label?: string) => progressBar(display, total, label),
      input,
      comms: this.#comms,
    };
    for (const [name, value] of Object.entries(globals)) this.#engine.bindings.define(name, value);
  }
}
