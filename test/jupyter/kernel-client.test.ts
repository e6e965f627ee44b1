import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Publisher, Router } from "zeromq";
import {
  type ConnectionInfo,
  channelAddress,
  createMessage,
  decodeMessage,
  encodeMessage,
  KernelClient,
  type Message,
} from "../../src/jupyter/index.js";

/** The kernel's side of the channels, which answers when the test says so. */
class FakeKernel {
  readonly shell = new Router({ linger: 0 });
  readonly control = new Router({ linger: 0 });
  /** Mandatory: says so when the client's connection is not there yet, instead of dropping the message. */
  readonly stdin = new Router({ linger: 0, mandatory: true });
  readonly iopub = new Publisher({ linger: 0, sendHighWaterMark: 0 });
  readonly connection: ConnectionInfo;

  constructor(folder: string) {
    const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
    this.connection = {
      transport: "ipc",
      ip: join(folder, "s"),
      key: "secret",
      signature_scheme: "hmac-sha256",
      ...ports,
    };
  }

  async bind(): Promise<void> {
    for (const channel of ["shell", "control", "stdin", "iopub"] as const)
      await this[channel].bind(channelAddress(this.connection, channel));
  }

  async next(channel: "shell" | "control" | "stdin" = "shell"): Promise<Message> {
    return decodeMessage(await this[channel].receive(), "secret");
  }

  /** Answers on shell, or sends on iopub; `key` other than the connection's makes a wrong signature. */
  async send(
    channel: "shell" | "stdin" | "iopub",
    request: Message,
    type: string,
    content: object,
    key = "secret",
  ): Promise<void> {
    const message = createMessage({
      type,
      session: "kernel",
      content: content as Record<string, unknown>,
      parentHeader: request.header,
      identities: channel === "iopub" ? [new TextEncoder().encode("topic")] : request.identities,
    });
    await this[channel].send(encodeMessage(message, key));
  }

  close(): void {
    for (const socket of [this.shell, this.control, this.stdin, this.iopub]) socket.close();
  }
}

/** Has a process of its own keep messages waiting from the first on until the file is there: the memory that each takes. */
async function measureWaiting(connection: ConnectionInfo, sent: string, count: number): Promise<number> {
  const library = new URL("../../dist/jupyter/index.js", import.meta.url).href;
  const code = `
    import { existsSync, writeFileSync, writeSync } from "node:fs";
    import { KernelClient } from ${JSON.stringify(library)};
    const client = await KernelClient.connect(${JSON.stringify(connection)});
    const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    client.onIopub(() => {
      const before = process.memoryUsage.rss();
      writeFileSync(${JSON.stringify(`${sent}.begun`)}, "");
      while (!existsSync(${JSON.stringify(sent)})) pause(10);
      pause(200);
      writeSync(1, String((process.memoryUsage.rss() - before) / ${count}));
      process.exit();
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code]);
  return Number(stdout);
}

let folder: string;
let kernel: FakeKernel;
let client: KernelClient;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-client-"));
  kernel = new FakeKernel(folder);
  client = await KernelClient.connect(kernel.connection);
  await kernel.bind();
});
afterEach(() => {
  client.close();
  kernel.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Publishes until the client has heard something: a subscriber that joins late misses what was sent before. */
async function subscribed(request: Message): Promise<void> {
  let heard = false;
  const stop = client.onIopub(() => {
    heard = true;
  });
  while (!heard) {
    await kernel.send("iopub", request, "status", { execution_state: "starting" });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  stop();
}

describe("KernelClient", () => {
  it("pairs replies with requests, whatever their order", async () => {
    const [first, second] = [client.execute("1"), client.execute("2")];
    const requests = [await kernel.next(), await kernel.next()];
    expect(requests.map((request) => request.content["code"])).toEqual(["1", "2"]);
    await kernel.send("shell", requests[1]!, "execute_reply", { status: "ok", execution_count: 2 });
    await kernel.send("shell", requests[0]!, "execute_reply", { status: "ok", execution_count: 1 });
    expect((await first.reply).content["execution_count"]).toBe(1);
    expect((await second.reply).content["execution_count"]).toBe(2);
  });

  it("drops messages with a wrong signature and goes on", async () => {
    const request = client.execute("1");
    const received = await kernel.next();
    await subscribed(received);
    const seen: string[] = [];
    client.onIopub((message) => seen.push(String(message.content["text"])));
    await kernel.send("iopub", received, "stream", { name: "stdout", text: "forged" }, "wrong key");
    await kernel.send("iopub", received, "stream", { name: "stdout", text: "true" });
    await kernel.send("shell", received, "execute_reply", { status: "ok" }, "wrong key");
    await kernel.send("shell", received, "execute_reply", { status: "ok", real: true });
    expect((await request.reply).content["real"]).toBe(true);
    await expect.poll(() => seen).toContain("true");
    expect(seen).not.toContain("forged");
    expect(client.damagedMessages).toBe(2);
  });

  it("sends interrupts on control and answers input requests with an empty text", async () => {
    client.request("control", "interrupt_request", {});
    expect((await kernel.next("control")).header.msg_type).toBe("interrupt_request");
    client.execute("input()");
    const request = await kernel.next();
    await expect
      .poll(() => kernel.send("stdin", request, "input_request", { prompt: "?", password: false }).then(() => "sent"))
      .toBe("sent");
    expect((await kernel.next("stdin")).content).toMatchObject({ value: "" });
  });

  it("takes 20,000 iopub messages in one go without losing any", async () => {
    client.execute("1");
    const request = await kernel.next();
    await subscribed(request);
    const seen: number[] = [];
    client.onIopub((message) => {
      if (message.header.msg_type === "stream") seen.push(Number(message.content["text"]));
    });
    for (let i = 0; i < 20_000; i++) await kernel.send("iopub", request, "stream", { name: "stdout", text: String(i) });
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(20_000);
    expect(seen.every((number, index) => number === index)).toBe(true);
  });

  it("takes the message after a large one when those who listen for that are ready", async () => {
    client.execute("1");
    const request = await kernel.next();
    await subscribed(request);
    const seen: number[] = [];
    client.onIopub((message) => {
      if (message.header.msg_type === "stream") seen.push(String(message.content["text"]).length);
    });
    let go = (): void => {};
    const calls: number[] = [];
    client.onLarge(() => {
      calls.push(seen.length);
      return new Promise((resolve) => {
        go = resolve;
      });
    });
    for (const length of [1, 10_000_000, 2])
      await kernel.send("iopub", request, "stream", { name: "stdout", text: "x".repeat(length) });
    await expect.poll(() => calls, { timeout: 20_000 }).toEqual([2]);
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(seen).toEqual([1, 10_000_000]);
    expect(client.isBehind).toBe(true);
    go();
    await expect.poll(() => seen).toEqual([1, 10_000_000, 2]);
    await expect.poll(() => client.isBehind).toBe(false);
  });

  it("holds short messages that wait in little more than their own bytes, though each was read alone", async () => {
    const count = 10_000;
    const sent = join(folder, "sent");
    const measured = measureWaiting(kernel.connection, sent, count);
    const content = { name: "stdout", text: "y".repeat(500) };
    const frames = encodeMessage(createMessage({ type: "stream", session: "kernel", content }), "secret");
    // The subscription is there when it is busy, for it begins with the first message.
    while (!existsSync(`${sent}.begun`)) {
      await kernel.iopub.send(frames);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (let i = 0; i < count; i++) {
      await kernel.iopub.send(frames);
      // ZeroMQ's own threads send and read it meanwhile.
      for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
    }
    writeFileSync(sent, "");
    const bytesEach = await measured;
    // 1,270 with a text of 500; 2,400 and more where each keeps the buffer into which it was read.
    expect(bytesEach).toBeGreaterThan(700);
    expect(bytesEach).toBeLessThan(1_900);
  });

  it("rejects what is still open when it is closed", async () => {
    const { reply } = client.execute("1");
    client.close();
    await expect(reply).rejects.toMatchObject({ tag: "KernelError" });
  });
});
