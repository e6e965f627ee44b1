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
  readonly #ended = new Set<string>();

  constructor(scrubber: Scrubber, listener: MessageListener) {
    this.#scrubber = scrubber;
    this.#listener = listener;
  }

  readonly handle: MessageListener = (message) => {
    const request = message.parentHeader.msg_id ?? "";
    // After the idle message nothing says when a text is complete: late output is scrubbed by itself.
    if (message.header.msg_type === "stream" && !this.#ended.has(request)) this.#stream(request, message);
    else {
      // An error or the idle message ends a text: what waits belongs before it.
      if (endsTexts(message)) this.#flush(request);
      if (isIdle(message)) this.#ended.add(request);
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
  return message.header.msg_type === "error" || isIdle(message);
}

function isIdle(message: Message): boolean {
  return message.header.msg_type === "status" && message.content["execution_state"] === "idle";
}

function withText(message: Message, text: string): Message {
  return { ...message, content: { ...message.content, text } };
}
