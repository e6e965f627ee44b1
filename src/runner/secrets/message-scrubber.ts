import type { Message, MessageListener } from "../../jupyter/index.js";
import type { JsonObject } from "../../nbformat/index.js";
import { keptText, setText } from "../../nbformat/large/kept-text.js";
import { largeAt } from "../../nbformat/large/large-members.js";
import { LargeText, type PlainStretch } from "../../nbformat/large/large-value.js";
import { keptPieces, stretchText } from "../../nbformat/large/plain-stretch.js";
import { copyKept } from "./scrub-large.js";
import type { Scrubber } from "./scrubber.js";
import { StreamScrubber } from "./stream-scrubber.js";

interface Held {
  readonly scrubber: StreamScrubber;
  /** The last message without its text, as the form for what is given out later. */
  last: Message;
}

/**
 * Scrubs what a kernel publishes before anybody sees it: texts of streams across messages, all else message by message. A
 * stream is watched twice: for each request, whose messages may have others between them, and in the order of all
 * messages, for a kernel gives a thread's text to whatever request it handles at that moment.
 */
export class MessageScrubber {
  readonly #scrubber: Scrubber;
  readonly #listener: MessageListener;
  /** Streams by name, in the order of all messages, as long as what they said may be the start of a secret. */
  readonly #wholes = new Map<string, Held>();
  /** What comes out of those, by request and name. */
  readonly #streams = new Map<string, Map<string, Held>>();

  constructor(scrubber: Scrubber, listener: MessageListener) {
    this.#scrubber = scrubber;
    this.#listener = listener;
  }

  readonly handle: MessageListener = (message) => {
    if (message.header.msg_type === "stream") this.#stream(message);
    else {
      // An error or the idle message ends a text: what waits belongs before it.
      if (endsTexts(message)) this.#flush(requestOf(message));
      this.#listener(this.#clean(message));
    }
  };

  /** Gives out what still waits, when the kernel says no more. After an idle message nothing else tells the end of a text. */
  flushAll(): void {
    for (const held of this.#wholes.values()) this.#split(held.last, held.scrubber.flush());
    this.#wholes.clear();
    for (const request of [...this.#streams.keys()]) this.#flushRequest(request);
  }

  #stream(message: Message): void {
    const content = message.content as JsonObject;
    const form = withText(message, "");
    const large = largeAt(content, "text");
    if (large instanceof LargeText)
      for (const { text, stretch } of keptPieces(large)) this.#streamPiece(form, text, stretch);
    else for (const text of keptText(content, "text")) this.#streamPiece(form, text);
  }

  /** Takes a piece of a stream, of which `stretch` are the bytes. */
  #streamPiece(message: Message, text: string, stretch?: PlainStretch): void {
    const whole = heldFor(this.#wholes, message, this.#scrubber);
    const waited = whole.scrubber.waiting;
    const sure = whole.scrubber.push(text);
    // What waited and is no secret belongs to the message that it came with.
    const old = sure.startsWith(waited) ? waited : waited.startsWith(sure) ? sure : "";
    this.#split(whole.last, old);
    const rest = sure.slice(old.length);
    this.#split(message, rest, rest === text ? stretch : undefined);
    whole.last = message;
  }

  /** Takes what is sure of a request's stream; `stretch` are its bytes. */
  #split(message: Message, text: string, stretch?: PlainStretch): void {
    if (text === "") return;
    const request = requestOf(message);
    const streams = this.#streams.get(request) ?? new Map<string, Held>();
    this.#streams.set(request, streams);
    const held = heldFor(streams, message, this.#scrubber);
    held.last = message;
    const clean = held.scrubber.push(text);
    // What holds no secret stays the bytes that it is: beside them all of a large text would lie a second time.
    this.#give(message, stretch !== undefined && clean === text ? stretchText(stretch) : clean);
  }

  #flush(request: string): void {
    for (const [name, { scrubber, last }] of this.#wholes) {
      if (requestOf(last) !== request) continue;
      this.#split(last, scrubber.flush());
      if (scrubber.isDone) this.#wholes.delete(name);
    }
    this.#flushRequest(request);
  }

  #flushRequest(request: string): void {
    const streams = this.#streams.get(request) ?? new Map<string, Held>();
    for (const [name, { scrubber, last }] of streams) {
      this.#give(last, scrubber.flush());
      if (scrubber.isDone) streams.delete(name);
    }
    if (streams.size === 0) this.#streams.delete(request);
  }

  #give(message: Message, text: string | LargeText): void {
    if (text !== "") this.#listener(withText(message, text));
  }

  #clean(message: Message): Message {
    const content = this.#scrubber.data(message.content);
    const buffers = message.buffers.map((buffer) => this.#scrubber.bytes(buffer));
    const same = content === message.content && buffers.every((buffer, at) => buffer === message.buffers[at]);
    return same ? message : { ...message, content, buffers };
  }
}

function heldFor(streams: Map<string, Held>, message: Message, scrubber: Scrubber): Held {
  const name = String(message.content["name"]);
  const held = streams.get(name) ?? { scrubber: new StreamScrubber(scrubber), last: message };
  streams.set(name, held);
  return held;
}

function requestOf(message: Message): string {
  return message.parentHeader.msg_id ?? "";
}

function endsTexts(message: Message): boolean {
  const { msg_type: type } = message.header;
  return type === "error" || (type === "status" && message.content["execution_state"] === "idle");
}

function withText(message: Message, text: string | LargeText): Message {
  const content: JsonObject = {};
  for (const key of Object.keys(message.content))
    if (key !== "text") copyKept(message.content as JsonObject, content, key);
  setText(content, "text", text);
  return { ...message, content };
}
