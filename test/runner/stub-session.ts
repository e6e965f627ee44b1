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

/** A kernel that answers each execute request with the messages that the script gives for its code. */
export function stubSession(script: (code: string) => readonly Sent[]): StubSession {
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
  const client = {
    onIopub(listener: MessageListener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    execute(code: string) {
      const request = createMessage({ type: "execute_request", session: "client", content: { code } });
      let reply: (message: Message) => void = () => {};
      const replied = new Promise<Message>((resolve) => {
        reply = resolve;
      });
      queueMicrotask(() => {
        const send = ([type, content, foreign]: Sent): void => {
          if (type === "later") {
            setTimeout(() => send(content["message"] as Sent), content["after"] as number);
            return;
          }
          const parentHeader = foreign ? { ...request.header, msg_id: "another" } : request.header;
          const message = createMessage({ type, session: "kernel", content, parentHeader });
          if (type === "execute_reply") reply(message);
          else for (const listener of [...listeners]) listener(message);
        };
        for (const sent of script(code)) send(sent);
      });
      return { id: request.header.msg_id, reply: replied };
    },
  };
  const session = { client, process, interrupt: () => interrupts++ } as unknown as KernelSession;
  return { session, interrupts: () => interrupts, die };
}

export const busy: Sent = ["status", { execution_state: "busy" }];
export const idle: Sent = ["status", { execution_state: "idle" }];
export const ok = (count = 1): Sent => ["execute_reply", { status: "ok", execution_count: count }];
export const stdout = (text: string): Sent => ["stream", { name: "stdout", text }];
