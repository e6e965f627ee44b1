// A kernel that starts in a blink: it remembers `n = 5` and prints n and its process id for any other code.
import { readFileSync } from "node:fs";
import { Publisher, Reply, Router } from "zeromq";
import { createMessage, decodeMessage, encodeMessage } from "../../../dist/jupyter/index.js";

const info = JSON.parse(readFileSync(process.argv[2], "utf8"));
const address = (channel) => `${info.transport}://${info.ip}:${info[`${channel}_port`]}`;
const session = String(process.pid);
const sockets = {
  shell: new Router(),
  control: new Router(),
  stdin: new Router(),
  iopub: new Publisher(),
  hb: new Reply(),
};
await Promise.all(Object.entries(sockets).map(([channel, socket]) => socket.bind(address(channel))));

let n = "unset";
/** Requests that come first and are lost. */
let lost = Number(process.env["TINY_KERNEL_LOSES"] ?? 0);
const publish = (type, content, parentHeader) =>
  sockets.iopub.send(
    encodeMessage(createMessage({ type, session, content, parentHeader, identities: [Buffer.from(type)] }), info.key),
  );

async function answer(socket, request) {
  const { header, content, identities } = request;
  await publish("status", { execution_state: "busy" }, header);
  let reply = { status: "ok" };
  if (header.msg_type === "kernel_info_request") {
    reply = {
      status: "ok",
      protocol_version: "5.3",
      implementation: "tiny",
      language_info: { name: "python", file_extension: ".py" },
    };
  } else if (header.msg_type === "execute_request") {
    const match = /n = (\d+)/.exec(content.code);
    if (match) n = match[1];
    else await publish("stream", { name: "stdout", text: `${n} ${process.pid}\n` }, header);
    reply = { status: "ok", execution_count: 1 };
  }
  const type = header.msg_type.replace("_request", "_reply");
  await socket.send(
    encodeMessage(createMessage({ type, session, content: reply, parentHeader: header, identities }), info.key),
  );
  await publish("status", { execution_state: "idle" }, header);
  if (header.msg_type === "shutdown_request") process.exit(0);
}

for (const channel of ["shell", "control"]) {
  const socket = sockets[channel];
  void (async () => {
    for await (const frames of socket) if (--lost < 0) await answer(socket, decodeMessage(frames, info.key));
  })();
}
