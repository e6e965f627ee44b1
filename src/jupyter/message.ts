/** Version of the Jupyter messaging protocol that we speak. */
export const PROTOCOL_VERSION: string = "5.3";

/** Header of a message; the keys are the protocol's. */
export interface MessageHeader {
  readonly msg_id: string;
  /** One id per client or kernel process. */
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

export type MessageContent = Readonly<Record<string, unknown>>;

/** One message of the protocol, without its signature. */
export interface Message {
  /** Routing ids before the delimiter; on iopub the topic. */
  readonly identities: readonly Uint8Array[];
  readonly header: MessageHeader;
  /** Header of the request that this message answers; `{}` when there is none. */
  readonly parentHeader: Partial<MessageHeader>;
  readonly metadata: MessageContent;
  readonly content: MessageContent;
  /** Binary frames after the content, as comm messages carry them. */
  readonly buffers: readonly Uint8Array[];
}

/** What a new message needs; the rest has defaults. */
export interface NewMessage {
  readonly type: string;
  readonly session: string;
  readonly content: MessageContent;
  readonly username?: string;
  readonly parentHeader?: Partial<MessageHeader>;
  readonly metadata?: MessageContent;
  readonly identities?: readonly Uint8Array[];
  readonly buffers?: readonly Uint8Array[];
}

/** A message with a fresh id and the present time. */
export function createMessage(init: NewMessage): Message {
  return {
    identities: init.identities ?? [],
    header: {
      msg_id: crypto.randomUUID(),
      session: init.session,
      username: init.username ?? "cellmill",
      date: new Date().toISOString(),
      msg_type: init.type,
      version: PROTOCOL_VERSION,
    },
    parentHeader: init.parentHeader ?? {},
    metadata: init.metadata ?? {},
    content: init.content,
    buffers: init.buffers ?? [],
  };
}
