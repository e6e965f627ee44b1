import type { Context } from "zeromq";

/** `ZMQ_ZERO_COPY_RECV` of libzmq's `zmq.h`, for which zeromq has no name. */
const ZERO_COPY_RECV = 10;

let shared: Context | undefined;

/**
 * The context of all clients' sockets. Short messages are copied out of what was read: ZeroMQ would else keep them in a buffer
 * of 8 KB for each reading, and a kernel that prints line by line has each line read alone. Long messages are never copied.
 */
export function clientContext(zeromq: typeof import("zeromq")): Context {
  if (shared === undefined) {
    class Copying extends zeromq.Context {
      constructor() {
        super();
        this.setBoolOption(ZERO_COPY_RECV, false);
      }
    }
    shared = new Copying();
  }
  return shared;
}
