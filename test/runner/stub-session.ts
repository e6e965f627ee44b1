import { createMessage, type KernelSession, type Message, type MessageListener } from "../../src/jupyter/index.js";

/**
 * A message that a kernel sends: its type, its content, and whether it answers the request (else another one). The type
 * `later` holds another message that is sent after some milliseconds.
 */
export type Sent = readonly [type: string, content: Record<string, unknown>, foreign?: "foreign"];

export interface StubSession {
  readonly session: KernelSession;
  readonly interrupts: () => number;
  readonly die: () => void;
}

/**
 * A kernel that answers each execute request with the messages that the script gives for its code; `info` are those with
 * which it answers the question what it is.
 */
export function stubSession(
  script: (code: string) => readonly Sent[],
  info: readonly Sent[] = [busy, ["kernel_info_reply", { status: "ok" }], idle],
): StubSession {
  const listeners = new Set<MessageListener>();
  let interrupts = 0;
  let die: () => void = () => {};
  const process = {
    exit: undefined as { code: number | null; signal: string | null } | undefined,
    exited: new Promise((resolve) => {
      die = () => {
        process.exit = { code: null, signal: "SIGKILL" };
        resolve(process.exit);
      };
    }),
  };
  const ask = (type: string, content: Message["content"], answer: () => readonly Sent[]) => {
    const request = createMessage({ type, session: "client", content });
    let reply: (message: Message) => void = () => {};
    const replied = new Promise<Message>((resolve) => {
      reply = resolve;
    });
    queueMicrotask(() => {
      const send = ([kind, sent, foreign]: Sent): void => {
        if (kind === "later") {
          setTimeout(() => send(sent["message"] as Sent), sent["after"] as number);
          return;
        }
        const parentHeader = foreign ? { ...request.header, msg_id: "another" } : request.header;
        const message = createMessage({ type: kind, session: "kernel", content: sent, parentHeader });
        if (kind.endsWith("_reply")) reply(message);
        else for (const listener of [...listeners]) listener(message);
      };
      for (const sent of answer()) send(sent);
    });
    return { id: request.header.msg_id, reply: replied };
  };
  const client = {
    onIopub(listener: MessageListener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onLarge: () => () => {},
    execute: (code: string) => ask("execute_request", { code }, () => script(code)),
    request: (_channel: string, type: string, content: Message["content"]) => ask(type, content, () => info),
  };
  const session = { client, process, interrupt: () => interrupts++ } as unknown as KernelSession;
  return { session, interrupts: () => interrupts, die };
}

export const busy: Sent = ["status", { execution_state: "busy" }];
export const idle: Sent = ["status", { execution_state: "idle" }];
export const ok = (count = 1): Sent => ["execute_reply", { status: "ok", execution_count: count }];
export const stdout = (text: string): Sent => ["stream", { name: "stdout", text }];
