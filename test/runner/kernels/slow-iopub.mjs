// IPython's kernel behind a wire of its own for iopub, over which so many bytes come in a second: as if the machine were
// busy with other things. `node slow-iopub.mjs <bytes a second> <python> <connection file>`
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";

const [, , bytesPerSecond, python, connectionFile] = process.argv;
const outer = JSON.parse(readFileSync(connectionFile, "utf8"));

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Hands on what comes, a tenth of a second's worth at a time. */
async function pumpSlowly(from, to) {
  for await (const chunk of from) {
    const step = bytesPerSecond / 10;
    for (let at = 0; at < chunk.length; at += step) {
      const piece = chunk.subarray(at, at + step);
      if (!to.write(piece)) await once(to, "drain");
      await new Promise((resolve) => setTimeout(resolve, (100 * piece.length) / step));
    }
  }
  to.end();
}

const inner = { ...outer, iopub_port: await freePort() };
const innerFile = `${connectionFile}.inner`;
writeFileSync(innerFile, JSON.stringify(inner), { mode: 0o600 });
createServer((client) => {
  const kernel = connect(inner.iopub_port, "127.0.0.1");
  // The runner connects before the kernel listens, and again when it finds nobody.
  for (const socket of [client, kernel])
    socket.on("error", () => {
      client.destroy();
      kernel.destroy();
    });
  client.pipe(kernel);
  void pumpSlowly(kernel, client).catch(() => {});
}).listen(outer.iopub_port, "127.0.0.1");

const kernel = spawn(python, ["-m", "ipykernel_launcher", "-f", innerFile], { stdio: "inherit" });
kernel.once("exit", (code) => process.exit(code ?? 1));
