import type { Message, MessageListener } from "../../jupyter/index.js";
import type { Scrubber } from "./scrubber.js";
import { StreamScrubber } from "./stream-scrubber.js";

interface Held {
  readonly scrubber: StreamScrubber;
  /** The last message, as the form for what is given out later. */
  last: Message;
}

/** Scrubs what a kernel publishes before anybody sees it: texts of streams across messages, all else message by message. */
export class MessageScrubber {
  readonly #scrubber: Scrubber;
  readonly #listener: MessageListener;
  /** Streams by request and name, as long as what they said may be the start of a secret. */
  readonly #streams = new Map<string, Map<string, Held>>();

  constructor(scrubber: Scrubber, listener: MessageListener) {
    this.#scrubber = scrubber;
    this.#listener = listener;
  }

  readonly handle: MessageListener = (message) => {
    const request = message.parentHeader.msg_id ?? "";
    if (message.header.msg_type === "stream") this.#stream(request, message);
    else {
      // An error or the idle message ends a text: what waits belongs before it.
      if (endsTexts(message)) this.#flush(request);
      this.#listener(this.#clean(message));
    }
  };

  /** Gives out what still waits, when the kernel says no more. After an idle message nothing else tells the end of a text. */
  flushAll(): void {
    for (const request of [...this.#streams.keys()]) this.#flush(request);
  }

  #stream(request: string, message: Message): void {
    const name = String(message.content["name"]);
    const streams = this.#streams.get(request) ?? new Map<string, Held>();
    this.#streams.set(request, streams);
    const held = streams.get(name) ?? { scrubber: new StreamScrubber(this.#scrubber), last: message };
    held.last = message;
    streams.set(name, held);
    const text = held.scrubber.push(String(message.content["text"]));
    if (text !== "") this.#listener(withText(message, text));
  }

  #flush(request: string): void {
    const streams = this.#streams.get(request) ?? new Map<string, Held>();
    for (const [name, { scrubber, last }] of streams) {
      const text = scrubber.flush();
      if (scrubber.isDone) streams.delete(name);
      if (text !== "") this.#listener(withText(last, text));
    }
    if (streams.size === 0) this.#streams.delete(request);
  }

  #clean(message: Message): Message {
    const content = this.#scrubber.data(message.content);
    const buffers = message.buffers.map((buffer) => this.#scrubber.bytes(buffer));
    const same = content === message.content && buffers.every((buffer, at) => buffer === message.buffers[at]);
    return same ? message : { ...message, content, buffers };
  }
}

function endsTexts(message: Message): boolean {
  const { msg_type: type } = message.header;
  return type === "error" || (type === "status" && message.content["execution_state"] === "idle");
}

function withText(message: Message, text: string): Message {
  return { ...message, content: { ...message.content, text } };
}
