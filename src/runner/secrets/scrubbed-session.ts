import type { KernelClient, KernelSession, Message, MessageListener } from "../../jupyter/index.js";
import { MessageScrubber } from "./message-scrubber.js";
import type { Scrubber } from "./scrubber.js";

/**
 * The session as the runner may see it: code with masks becomes the real code on its way to the kernel, and whatever
 * comes back is scrubbed first. `realCode` gives the code for what stands in a cell.
 */
export function scrubbedSession(
  session: KernelSession,
  scrubber: Scrubber,
  realCode: (source: string) => string,
): KernelSession {
  const { client } = session;
  // One for all listeners: a secret may be cut where one cell's listener gives way to the next cell's.
  const listeners = new Set<MessageListener>();
  const messages = new MessageScrubber(scrubber, (message) => {
    for (const listener of [...listeners]) listener(message);
  });
  client.onIopub(messages.handle);
  const clean = (reply: Promise<Message>): Promise<Message> => {
    const cleaned = reply.then((message) => ({ ...message, content: scrubber.data(message.content) }));
    // As with the client's own: a caller that gave up on the reply must not make the process fail.
    cleaned.catch(() => {});
    return cleaned;
  };
  const scrubbed: Pick<
    KernelClient,
    "damagedMessages" | "missingMessages" | "isBehind" | "execute" | "request" | "onIopub" | "onLarge" | "close"
  > = {
    get damagedMessages() {
      return client.damagedMessages;
    },
    get missingMessages() {
      return client.missingMessages;
    },
    get isBehind() {
      return client.isBehind;
    },
    execute(code, options) {
      const request = client.execute(realCode(code), options);
      return { id: request.id, reply: clean(request.reply) };
    },
    request(channel, type, content) {
      const request = client.request(channel, type, content);
      return { id: request.id, reply: clean(request.reply) };
    },
    onIopub(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    onLarge: (listener) => client.onLarge(listener),
    close: () => client.close(),
  };
  return {
    process: session.process,
    client: scrubbed as KernelClient,
    info: session.info,
    interrupt: () => session.interrupt(),
    shutdown: () => session.shutdown(),
    async kill() {
      const exit = await session.kill();
      // Nothing more comes that could complete a secret.
      messages.flushAll();
      return exit;
    },
  } as KernelSession;
}
