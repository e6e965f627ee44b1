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
  /** Streams by request and name, as long as the request runs. */
  readonly #streams = new Map<string, Map<string, Held>>();

  constructor(scrubber: Scrubber, listener: MessageListener) {
    this.#scrubber = scrubber;
    this.#listener = listener;
  }

  readonly handle: MessageListener = (message) => {
    const request = message.parentHeader.msg_id ?? "";
    if (message.header.msg_type === "stream") this.#stream(request, message);
    else {
      // Nothing of a request comes after its idle message but stray output, which is scrubbed by itself. An error or a
      // cleared output ends a text too: what waits belongs before it.
      if (endsTexts(message)) this.#flush(request);
      this.#listener(this.#clean(message));
    }
  };

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
    const streams = this.#streams.get(request);
    this.#streams.delete(request);
    for (const { scrubber, last } of streams?.values() ?? []) {
      const text = scrubber.flush();
      if (text !== "") this.#listener(withText(last, text));
    }
  }

  #clean(message: Message): Message {
    const content = this.#scrubber.data(message.content);
    return content === message.content ? message : { ...message, content };
  }
}

function endsTexts(message: Message): boolean {
  const type = message.header.msg_type;
  return type === "error" || (type === "status" && message.content["execution_state"] === "idle");
}

function withText(message: Message, text: string): Message {
  return { ...message, content: { ...message.content, text } };
}
