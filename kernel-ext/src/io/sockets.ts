import { type ConnectionInfo, channelAddress } from "cellmill/jupyter";
import { Publisher, Reply, Router } from "zeromq";

/** The kernel's five sockets. */
export interface KernelSockets {
  readonly shell: Router;
  readonly control: Router;
  readonly stdin: Router;
  readonly iopub: Publisher;
  readonly hb: Reply;
}

/** How long closing may wait for the peer to take what was sent. */
const LINGER_MS = 1000;

/** Binds the sockets at the addresses of the connection file. No high-water marks: nothing is dropped under load. */
export async function bindSockets(connection: ConnectionInfo): Promise<KernelSockets> {
  const options = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: LINGER_MS };
  const sockets: KernelSockets = {
    // routerHandover: a client that reconnects with its old routing id gets its replies.
    shell: new Router({ ...options, handover: true }),
    control: new Router({ ...options, handover: true }),
    stdin: new Router({ ...options, handover: true }),
    iopub: new Publisher({ sendHighWaterMark: 0, linger: LINGER_MS }),
    hb: new Reply({ linger: 0 }),
  };
  await Promise.all(
    (["shell", "control", "stdin", "iopub", "hb"] as const).map((channel) =>
      sockets[channel].bind(channelAddress(connection, channel)),
    ),
  );
  return sockets;
}
