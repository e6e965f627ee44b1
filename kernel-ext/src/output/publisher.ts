import type { MessageContent, MessageHeader } from "cellmill/jupyter";
import type { CellContext } from "../cell-context.js";
import type { ToIo } from "../io/thread-messages.js";

/** Sends iopub messages of cells, in order with their stream text. */
export class Publisher {
  readonly #post: (message: ToIo) => void;
  #flushStreams: () => void = () => undefined;

  constructor(post: (message: ToIo) => void) {
    this.#post = post;
  }

  /** Called before every message, so that text which was written earlier also arrives earlier. */
  flushBefore(flush: () => void): void {
    this.#flushStreams = flush;
  }

  /** A message of a cell; silent cells show nothing. */
  publish(
    cell: CellContext | undefined,
    type: string,
    content: MessageContent,
    extra: { readonly metadata?: MessageContent; readonly buffers?: readonly Uint8Array[] } = {},
  ): void {
    this.#flushStreams();
    if (cell?.silent === true) return;
    this.#post({ kind: "publish", type, parentHeader: cell?.header ?? {}, content, ...extra });
  }

  /** Stream text; does not flush, the stream writer calls it. */
  publishStream(cell: CellContext, name: string, text: string): void {
    this.#post({ kind: "publish", type: "stream", parentHeader: cell.header, content: { name, text } });
  }

  status(header: MessageHeader, state: "busy" | "idle"): void {
    this.#flushStreams();
    this.#post({ kind: "publish", type: "status", parentHeader: header, content: { execution_state: state } });
  }
}
