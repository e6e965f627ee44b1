import type { KernelClient, KernelSession, Message } from "../../jupyter/index.js";
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
  const listeners = new Set<MessageScrubber>();
  const clean = (reply: Promise<Message>): Promise<Message> => {
    const cleaned = reply.then((message) => ({ ...message, content: scrubber.data(message.content) }));
    // As with the client's own: a caller that gave up on the reply must not make the process fail.
    cleaned.catch(() => {});
    return cleaned;
  };
  const scrubbed: Pick<KernelClient, "damagedMessages" | "execute" | "request" | "onIopub" | "close"> = {
    get damagedMessages() {
      return client.damagedMessages;
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
      const messages = new MessageScrubber(scrubber, listener);
      listeners.add(messages);
      const stop = client.onIopub(messages.handle);
      return () => {
        listeners.delete(messages);
        stop();
      };
    },
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
      for (const messages of listeners) messages.flushAll();
      return exit;
    },
  } as KernelSession;
}
