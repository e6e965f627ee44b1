import type { MessageContent } from "cellmill/jupyter";
import type { CellContext, CurrentCell } from "../cell-context.js";
import type { CellHistory } from "../history.js";
import type { ReceivedRequest, ToIo } from "../io/thread-messages.js";
import { type CellError, thrownError } from "../output/cell-error.js";
import type { JsonBundle } from "../output/mime-bundle.js";
import type { Publisher } from "../output/publisher.js";
import type { CellRunner } from "../runtime/cell-runner.js";
import type { CellSources } from "../runtime/cell-sources.js";
import type { SharedState } from "../thread-state.js";

/** Runs execute_requests one after the other, and aborts those that were waiting when a cell failed. */
export class ExecuteQueue {
  readonly #publisher: Publisher;
  readonly #cells: CurrentCell;
  readonly #runner: CellRunner;
  readonly #sources: CellSources;
  readonly #history: CellHistory;
  readonly #post: (message: ToIo) => void;
  readonly #state: SharedState;
  readonly #onFinished: () => void;
  readonly #waiting: ReceivedRequest[] = [];
  #draining = false;
  #count = 0;
  #hidden = 0;
  /** Requests that arrived before this time are aborted. */
  #abortBefore = 0;

  constructor(parts: {
    readonly publisher: Publisher;
    readonly cells: CurrentCell;
    readonly runner: CellRunner;
    readonly sources: CellSources;
    readonly history: CellHistory;
    readonly post: (message: ToIo) => void;
    readonly state: SharedState;
    /** Called when a cell's last message is on its way. */
    readonly onFinished: () => void;
  }) {
    this.#publisher = parts.publisher;
    this.#cells = parts.cells;
    this.#runner = parts.runner;
    this.#sources = parts.sources;
    this.#history = parts.history;
    this.#post = parts.post;
    this.#state = parts.state;
    this.#onFinished = parts.onFinished;
  }

  push(request: ReceivedRequest): void {
    this.#waiting.push(request);
    if (!this.#draining) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    for (let request = this.#waiting.shift(); request !== undefined; request = this.#waiting.shift()) {
      if (request.receivedAt < this.#abortBefore) this.#abort(request);
      else await this.#execute(request);
    }
    this.#draining = false;
  }

  #abort(request: ReceivedRequest): void {
    const { header } = request.message;
    this.#state.removeCell();
    this.#publisher.status(header, "busy");
    this.#reply(request, { status: "aborted", execution_count: this.#count, payload: [], user_expressions: {} });
    this.#publisher.status(header, "idle");
  }

  async #execute(request: ReceivedRequest): Promise<void> {
    const { header, content, identities } = request.message;
    const code = String(content["code"] ?? "");
    const silent = content["silent"] === true;
    const stored = !silent && content["store_history"] !== false;
    if (stored) this.#count += 1;
    const cell: CellContext = {
      header,
      identities,
      silent,
      allowStdin: content["allow_stdin"] === true,
      executionCount: this.#count,
    };
    const file = stored ? `cell-${this.#count}.ts` : `cell-hidden-${++this.#hidden}.ts`;

    this.#publisher.status(header, "busy");
    this.#cells.start(cell);
    this.#publisher.publish(cell, "execute_input", { code, execution_count: this.#count });
    const run = await this.#runner.run(code, file, expressionsOf(content));
    this.#state.removeCell();
    if (stored) this.#history.add(this.#count, code, plainOf(run.result));
    const base = { execution_count: this.#count, payload: [] };
    if (run.error === undefined) {
      if (run.result !== undefined) {
        const result = { execution_count: this.#count, data: run.result, metadata: {} };
        this.#publisher.publish(cell, "execute_result", result);
      }
      this.#reply(request, { ...base, status: "ok", user_expressions: run.expressions });
    } else {
      const error = this.#describe(run.error);
      this.#publisher.publish(cell, "error", { ...error });
      this.#reply(request, { ...base, status: "error", ...error, user_expressions: {} });
      if (content["stop_on_error"] !== false) this.#abortBefore = performance.timeOrigin + performance.now();
    }
    this.#publisher.status(header, "idle");
    this.#cells.finish();
    this.#onFinished();
  }

  #describe(failure: { readonly thrown: unknown } | { readonly described: CellError }): CellError {
    return "described" in failure ? failure.described : thrownError(failure.thrown, this.#sources);
  }

  #reply({ message }: ReceivedRequest, content: MessageContent): void {
    const { identities, header } = message;
    this.#post({ kind: "reply", channel: "shell", type: "execute_reply", parentHeader: header, content, identities });
  }
}

function expressionsOf(content: MessageContent): Record<string, string> {
  const expressions = content["user_expressions"];
  if (typeof expressions !== "object" || expressions === null) return {};
  return Object.fromEntries(Object.entries(expressions).map(([name, source]) => [name, String(source)]));
}

function plainOf(result: JsonBundle | undefined): string | null {
  const text = result?.["text/plain"];
  return typeof text === "string" ? text : null;
}
