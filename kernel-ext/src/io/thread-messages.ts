import type { ConnectionInfo, Message, MessageContent, MessageHeader } from "cellmill/jupyter";

/** What the IO thread gets when it starts. */
export interface IoThreadData {
  readonly connection: ConnectionInfo;
  readonly pid: number;
  readonly state: SharedArrayBuffer;
  readonly kernelInfo: MessageContent;
  readonly session: string;
  /** True when the process that started the kernel asked for it to end when that process is gone. */
  readonly watchParent: boolean;
}

interface Outgoing {
  readonly type: string;
  readonly parentHeader: Partial<MessageHeader>;
  readonly content: MessageContent;
  readonly metadata?: MessageContent;
  readonly buffers?: readonly Uint8Array[];
}

/** Main thread → IO thread. */
export type ToIo =
  | ({ readonly kind: "publish" } & Outgoing)
  | ({
      readonly kind: "reply";
      readonly channel: "shell" | "control" | "stdin";
      readonly identities: readonly Uint8Array[];
    } & Outgoing)
  | { readonly kind: "close" };

/** A request with the time at which it arrived (ms since 1970, comparable between threads). */
export interface ReceivedRequest {
  readonly message: Message;
  readonly channel: "shell" | "control";
  readonly receivedAt: number;
}

/** IO thread → main thread. */
export type FromIo =
  | ({ readonly kind: "request" } & ReceivedRequest)
  | { readonly kind: "interrupt" }
  | { readonly kind: "shutdown" }
  | { readonly kind: "failed"; readonly reason: string };
