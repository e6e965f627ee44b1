import type { Dealer, Subscriber } from "zeromq";
import { isCellmillError, KernelError } from "../core/index.js";
import { clientContext } from "./client-context.js";
import { type ConnectionInfo, channelAddress } from "./connection-file.js";
import { createMessage, type Message, type MessageContent } from "./message.js";
import { MissingMessages } from "./missing-messages.js";
import { byteLengthOf, type Frames, ReadAhead } from "./read-ahead.js";
import { decodeMessage, encodeMessage, type ParseContent } from "./wire.js";

/** A request that was sent: its id, which is the parent of all that answers it, and its reply. */
export interface KernelRequest {
  readonly id: string;
  /** Rejects with a KernelError if the client is closed first. */
  readonly reply: Promise<Message>;
}

export interface ExecuteOptions {
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  readonly stopOnError?: boolean;
}

export type MessageListener = (message: Message) => void;

/** Called after a large message; the next is taken when it has settled. */
export type LargeListener = () => Promise<void>;

/** From so many bytes on a message is large. */
const LARGE_MESSAGE_BYTES = 8 << 20;

type RequestChannel = "shell" | "control";

interface PendingReply {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: Error) => void;
}

export interface ClientOptions {
  /** Reads the JSON of messages' contents. */
  readonly parseContent?: ParseContent;
  /**
   * A message with a part that is longer is not taken: ZeroMQ would allocate it before anybody sees it. It breaks the connection
   * instead, see `onBreak`.
   */
  readonly maxMessageBytes?: number;
  /**
   * How many published messages may wait here for those who listen; what goes beyond waits in the kernel. Default any number: many
   * kernels drop what they cannot send at once.
   */
  readonly maxWaitingMessages?: number;
}

interface ClientSockets {
  readonly shell: Dealer;
  readonly control: Dealer;
  readonly stdin: Dealer;
  readonly iopub: Subscriber;
}

/** The client side of a kernel's channels. Listeners are called in the order in which messages arrive. */
export class KernelClient {
  readonly #session: string = crypto.randomUUID();
  readonly #key: string;
  readonly #parseContent: ParseContent | undefined;
  readonly #sockets: ClientSockets;
  readonly #pending = new Map<string, PendingReply>();
  readonly #iopubListeners = new Set<MessageListener>();
  readonly #largeListeners = new Set<LargeListener>();
  readonly #breakListeners = new Set<() => void>();
  readonly #sending = new Map<Dealer, Promise<void>>();
  readonly #missing = new MissingMessages();
  readonly #published: ReadAhead;
  #pausing = false;
  #closed = false;
  #damaged = 0;
  #lastDamage: string | undefined;

  private constructor(key: string, sockets: ClientSockets, options: ClientOptions) {
    const { parseContent, maxMessageBytes, maxWaitingMessages } = options;
    this.#key = key;
    this.#parseContent = parseContent;
    this.#sockets = sockets;
    void this.#receive(sockets.shell, (message) => this.#settle(message));
    void this.#receive(sockets.control, (message) => this.#settle(message));
    // What lies in a socket without a limit is here already, and takes less memory there.
    const most = maxWaitingMessages === undefined ? 1 : undefined;
    this.#published = new ReadAhead(() => sockets.iopub.receive() as Promise<Uint8Array[]>, most);
    void this.#receivePublished();
    void this.#receive(sockets.stdin, (message) => this.#refuseInput(message));
    if (maxMessageBytes !== undefined) for (const socket of [sockets.iopub, sockets.shell]) this.#watch(socket);
  }

  /** Connects to the channels; they may not listen yet. */
  static async connect(connection: ConnectionInfo, options: ClientOptions = {}): Promise<KernelClient> {
    const zeromq = await import("zeromq");
    const { Dealer, Subscriber } = zeromq;
    // One routing id on all three: the kernel sends input requests to the identity that asked on shell.
    const routingId = crypto.randomUUID();
    // A high-water mark of 0 is none: with the default of 1000, fast kernels lose output.
    const receiving = {
      context: clientContext(zeromq),
      linger: 0,
      reconnectInterval: 10,
      receiveHighWaterMark: 0,
      maxMessageSize: options.maxMessageBytes ?? -1,
    };
    const both = { ...receiving, sendHighWaterMark: 0, routingId };
    const sockets = {
      shell: new Dealer(both),
      control: new Dealer(both),
      stdin: new Dealer(both),
      iopub: new Subscriber({ ...receiving, receiveHighWaterMark: options.maxWaitingMessages ?? 0 }),
    };
    sockets.iopub.subscribe();
    sockets.iopub.connect(channelAddress(connection, "iopub"));
    sockets.shell.connect(channelAddress(connection, "shell"));
    sockets.control.connect(channelAddress(connection, "control"));
    sockets.stdin.connect(channelAddress(connection, "stdin"));
    return new KernelClient(connection.key, sockets, options);
  }

  /** Messages that were dropped because their signature or form was wrong. */
  get damagedMessages(): number {
    return this.#damaged;
  }

  /** Why the last of them was dropped. */
  get lastDamage(): string | undefined {
    return this.#lastDamage;
  }

  /** Messages that a kernel which numbers them has sent and that did not arrive so far. */
  get missingMessages(): number {
    return this.#missing.count;
  }

  /** Has the listener called for every iopub message; the returned function ends that. */
  onIopub(listener: MessageListener): () => void {
    this.#iopubListeners.add(listener);
    return () => {
      this.#iopubListeners.delete(listener);
    };
  }

  /** Has the listener called after every large iopub message; the returned function ends that. */
  onLarge(listener: LargeListener): () => void {
    this.#largeListeners.add(listener);
    return () => {
      this.#largeListeners.delete(listener);
    };
  }

  /** True while iopub messages that are here wait to be given out. */
  get isBehind(): boolean {
    return this.#pausing || this.#published.length > 0;
  }

  /**
   * Has the listener called when the connection to the kernel breaks, if there is a limit for messages: the kernel has ended, or
   * sent one that is too long. What it sends until the connection is there again is lost. The returned function ends that.
   */
  onBreak(listener: () => void): () => void {
    this.#breakListeners.add(listener);
    return () => {
      this.#breakListeners.delete(listener);
    };
  }

  /** Sends a request; at most one message is handed to a socket at a time. */
  request(channel: RequestChannel, type: string, content: MessageContent): KernelRequest {
    const message = createMessage({ type, session: this.#session, content });
    const id = message.header.msg_id;
    const reply = new Promise<Message>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    // A caller that gave up on the reply must not make the process fail.
    reply.catch(() => {});
    this.#send(this.#sockets[channel], message);
    return { id, reply };
  }

  /** Asks for the code to be executed. Input is refused. */
  execute(code: string, options: ExecuteOptions = {}): KernelRequest {
    return this.request("shell", "execute_request", {
      code,
      silent: options.silent ?? false,
      store_history: options.storeHistory ?? true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: options.stopOnError ?? true,
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of Object.values(this.#sockets)) socket.close();
    for (const { reject } of this.#pending.values()) reject(new KernelError({ what: "the kernel client was closed" }));
    this.#pending.clear();
    this.#iopubListeners.clear();
    this.#largeListeners.clear();
    this.#breakListeners.clear();
  }

  #send(socket: Dealer, message: Message): void {
    const before = this.#sending.get(socket) ?? Promise.resolve();
    const sent = before.then(async () => {
      if (!this.#closed) await socket.send(encodeMessage(message, this.#key));
    });
    const settled = sent.catch((cause: unknown) => {
      if (this.#closed) return;
      const pending = this.#pending.get(message.header.msg_id);
      this.#pending.delete(message.header.msg_id);
      pending?.reject(new KernelError({ what: `a ${message.header.msg_type} could not be sent`, cause }));
    });
    this.#sending.set(socket, settled);
  }

  async #receivePublished(): Promise<void> {
    try {
      while (!this.#closed) {
        if ((await this.#publishNext()) < LARGE_MESSAGE_BYTES) continue;
        this.#pausing = true;
        await Promise.all([...this.#largeListeners].map((listener) => listener()));
        this.#pausing = false;
      }
    } catch (error) {
      if (!this.#closed) throw error;
    }
  }

  /** Gives out the next message and tells how many bytes it had; of its own it then keeps nothing alive. */
  async #publishNext(): Promise<number> {
    const frames = await this.#published.next();
    const message = this.#closed ? undefined : this.#decode(frames);
    if (message !== undefined) for (const listener of [...this.#iopubListeners]) listener(message);
    return byteLengthOf(frames);
  }

  async #receive(socket: Dealer, handle: MessageListener): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = this.#decode(frames as Uint8Array[]);
        if (message !== undefined) handle(message);
      }
    } catch (error) {
      if (!this.#closed) throw error;
    }
  }

  #decode(frames: Frames): Message | undefined {
    try {
      const message = decodeMessage(frames, this.#key, this.#parseContent);
      this.#missing.note(message.header.msg_id);
      return message;
    } catch (error) {
      // A message that is not signed with our key, or is broken, is not the kernel's word.
      if (!isCellmillError(error, "FormatError")) throw error;
      this.#damaged++;
      const { cause } = error.details;
      this.#lastDamage = cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
      return undefined;
    }
  }

  #watch(socket: Dealer | Subscriber): void {
    socket.events.on("disconnect", () => {
      if (!this.#closed) for (const listener of [...this.#breakListeners]) listener();
    });
  }

  #settle(message: Message): void {
    const id = message.parentHeader.msg_id;
    if (id === undefined) return;
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.resolve(message);
  }

  // Some kernels ask although allow_stdin was false; an empty answer lets them go on instead of waiting for ever.
  #refuseInput(message: Message): void {
    if (message.header.msg_type !== "input_request") return;
    const reply = createMessage({
      type: "input_reply",
      session: this.#session,
      content: { status: "ok", value: "" },
      parentHeader: message.header,
    });
    this.#send(this.#sockets.stdin, reply);
  }
}
