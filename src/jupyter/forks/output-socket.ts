import { once } from "node:events";
import { createServer } from "node:net";

/** Takes what one process writes into the socket at the path. The returned function gives up waiting for the process. */
export async function openOutputSocket(path: string, onOutput: (text: string) => void): Promise<() => void> {
  const server = createServer((socket) => {
    server.close();
    socket.unref();
    socket.setEncoding("utf8").on("data", onOutput);
    // A process that is killed may leave unread data behind.
    socket.on("error", () => {});
  });
  server.listen(path);
  await once(server, "listening");
  server.unref();
  return () => server.close();
}
