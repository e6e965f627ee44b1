import type { ToIo } from "./thread-messages.js";

type Publish = Extract<ToIo, { kind: "publish" }>;

const HOLD_MS = 20;
const MAX_CHARS = 65_536;

/**
 * Joins stream messages of the same cell and stream that follow each other within 20 ms: clients store every message
 * as an output of its own. Any other message lets the held one go first.
 */
export class StreamJoiner {
  readonly #send: (message: Publish) => void;
  #held: Publish | undefined;
  #parts: string[] = [];
  #chars = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (message: Publish) => void) {
    this.#send = send;
  }

  push(message: Publish): void {
    if (message.type !== "stream") {
      this.flush();
      this.#send(message);
      return;
    }
    if (this.#held !== undefined && !belongTogether(this.#held, message)) this.flush();
    this.#held ??= message;
    const text = String(message.content["text"]);
    this.#parts.push(text);
    this.#chars += text.length;
    if (this.#chars >= MAX_CHARS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), HOLD_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#held;
    if (held === undefined) return;
    const text = this.#parts.join("");
    this.#held = undefined;
    this.#parts = [];
    this.#chars = 0;
    this.#send({ ...held, content: { ...held.content, text } });
  }
}

function belongTogether(a: Publish, b: Publish): boolean {
  return a.content["name"] === b.content["name"] && a.parentHeader.msg_id === b.parentHeader.msg_id;
}
