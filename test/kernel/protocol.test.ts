import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMessage } from "../../src/jupyter/message.js";
import { encodeMessage } from "../../src/jupyter/wire.js";
import { KernelHarness } from "./kernel-harness.js";

let kernel: KernelHarness;
beforeAll(async () => {
  kernel = await KernelHarness.start();
});
afterAll(() => kernel.stop());

test("kernel_info says who answers", async () => {
  const { content, header } = await kernel.request("kernel_info_request", {});
  expect(header.msg_type).toBe("kernel_info_reply");
  expect(content).toMatchObject({
    status: "ok",
    protocol_version: "5.3",
    implementation: "cellmill-kernel",
    language_info: { name: "typescript", version: "5.9.3", file_extension: ".ts" },
  });
});

test("a message with a wrong signature is dropped, without harm", async () => {
  const forged = createMessage({
    type: "execute_request",
    session: kernel.session,
    content: { code: "globalThis.forged = true" },
  });
  await kernel.shell.send(encodeMessage(forged, "another key"));
  await kernel.shell.send(["<IDS|MSG>", "short"]);
  const { result } = await kernel.execute("'forged' in globalThis");
  expect(result).toEqual({ "text/plain": "false" });
  expect(kernel.messages.some((message) => message.parentHeader.msg_id === forged.header.msg_id)).toBe(false);
  expect(kernel.raw).toContain("dropped a message on shell");
});

test("a request of unknown type gets an error reply", async () => {
  const { header, content } = await kernel.request("strange_request", {});
  expect(header.msg_type).toBe("strange_reply");
  expect(content).toMatchObject({ status: "error", evalue: "request of unknown type strange_request" });
});

test("completion counts code points and knows earlier cells, types and magics", async () => {
  await kernel.execute("const completed = { alpha: 1, beta: 2 };");
  const code = "%%time\nconst e = '😀'; completed.al";
  const { content } = await kernel.request("complete_request", { code, cursor_pos: [...code].length });
  expect(content).toMatchObject({
    status: "ok",
    matches: ["alpha"],
    cursor_start: [...code].length - 2,
    cursor_end: [...code].length,
  });
});

test("completion inside an import names what the module exports", async () => {
  const code = "import { createM } from 'cellmill/jupyter'";
  const { content } = await kernel.request("complete_request", { code, cursor_pos: 16 });
  expect(content["matches"]).toContain("createMessage");
});

test("inspect gives type and documentation, also just behind the name", async () => {
  await kernel.execute("/** Adds one. */ function plusOne(n: number): number { return n + 1 }");
  for (const cursor of [3, 7]) {
    const { content } = await kernel.request("inspect_request", {
      code: "plusOne",
      cursor_pos: cursor,
      detail_level: 0,
    });
    expect(content).toMatchObject({ status: "ok", found: true });
    expect((content["data"] as Record<string, string>)["text/plain"]).toContain("function plusOne(n: number): number");
  }
  const missing = await kernel.request("inspect_request", { code: "noSuchName", cursor_pos: 4, detail_level: 0 });
  expect(missing.content).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
});

test.each([
  ["1 + 1", { status: "complete" }],
  ["function f() {", { status: "incomplete", indent: "  " }],
  ["%%time\nconst s = `open", { status: "incomplete", indent: "" }],
  ["let = = 1", { status: "invalid" }],
])("is_complete of %j", async (code, expected) => {
  expect((await kernel.request("is_complete_request", { code })).content).toEqual(expected);
});

test("history remembers inputs and results", async () => {
  const { reply } = await kernel.execute("'remember me'");
  const { content } = await kernel.request("history_request", {
    hist_access_type: "tail",
    n: 1,
    output: true,
    raw: true,
  });
  expect(content).toEqual({
    status: "ok",
    history: [[0, reply["execution_count"], ["'remember me'", "'remember me'"]]],
  });
});

test("comms: the page opens, talks with buffers and closes; unknown targets are closed", async () => {
  await kernel.execute(
    "const heard: unknown[] = [];\n" +
      "comms.register('echo', (comm, data) => { heard.push(data); comm.onMessage = (d, b) => comm.send({ d, bytes: [...b[0]!] }, b); comm.onClose = () => heard.push('closed') });",
  );
  const open = (id: string, target: string): Promise<unknown> =>
    kernel.send("shell", "comm_open", { comm_id: id, target_name: target, data: { hello: 1 } });
  await open("c1", "echo");
  const info = await kernel.request("comm_info_request", {});
  expect(info.content).toEqual({ status: "ok", comms: { c1: { target_name: "echo" } } });

  const message = createMessage({
    type: "comm_msg",
    session: kernel.session,
    content: { comm_id: "c1", data: "ping" },
    buffers: [new Uint8Array([7, 8])],
  });
  await kernel.shell.send(encodeMessage(message, kernel.connection.key));
  await kernel.send("shell", "comm_close", { comm_id: "c1", data: {} });
  await open("c2", "no such target");
  expect((await kernel.execute("heard")).result).toEqual({ "text/plain": "[ { hello: 1 }, 'closed' ]" });

  const sent = kernel.messages.filter((each) => each.header.msg_type.startsWith("comm_"));
  expect(sent.map((each) => [each.header.msg_type, each.content])).toEqual([
    ["comm_msg", { comm_id: "c1", data: { d: "ping", bytes: [7, 8] } }],
    ["comm_close", { comm_id: "c2", data: {} }],
  ]);
  expect([...sent[0]!.buffers[0]!]).toEqual([7, 8]);
});

test("input() blocks until the front end answers", async () => {
  const asked: unknown[] = [];
  kernel.onInput = (message) => {
    asked.push(message.content);
    return "Grüße";
  };
  const content = { allow_stdin: true };
  const run = await kernel.execute("console.log('before'); input('Name? ') + input('Secret: ', { password: true })", {
    content,
  });
  expect(run.result).toEqual({ "text/plain": "'GrüßeGrüße'" });
  expect(asked).toEqual([
    { prompt: "Name? ", password: false },
    { prompt: "Secret: ", password: true },
  ]);
  expect((await kernel.execute("input()")).error).toMatchObject({ ename: "StdinNotAllowedError" });

  kernel.onInput = () => {
    void kernel.interrupt();
    return undefined;
  };
  expect((await kernel.execute("input('wait ')", { content })).error).toMatchObject({ ename: "KeyboardInterrupt" });
});

describe("process.stdin", () => {
  const reader = (from: string, n: number): string =>
    `import { createInterface as open${n} } from "${from}"; const rl${n} = open${n}({ input: process.stdin });`;
  const byCallback = "await new Promise<string>((resolve) => READER.question('Name? ', resolve))";
  const questions: [string, string, string][] = [
    ["readline/promises", "node:readline/promises", "await READER.question('Name? ')"],
    ["readline", "node:readline", byCallback],
    ["readline with options", "node:readline", byCallback.replace("? ', ", "? ', {}, ")],
    [
      "promisified readline",
      "node:readline",
      "await (require('node:util').promisify(READER.question).call(READER, 'Name? ') as Promise<string>)",
    ],
  ];

  test.each(questions)("%s asks the user, also once standard input was read", async (_name, from, question) => {
    await kernel.execute("process.stdin.read(); process.stdin.resume()");
    const n = questions.findIndex(([, , each]) => each === question);
    kernel.onInput = ({ content }) => `you were asked ${String(content["prompt"])}`;
    const code = `${reader(from, n)} ${question.replaceAll("READER", `rl${n}`)}`;
    const run = await kernel.execute(code, { content: { allow_stdin: true } });
    expect(run.result, JSON.stringify(run.error)).toEqual({ "text/plain": "'you were asked Name? '" });
    const refused = await kernel.execute(question.replaceAll("READER", `rl${n}`));
    expect(refused.error).toMatchObject({
      ename: "StdinNotAllowedError",
      evalue: expect.stringContaining("question() was called"),
    });
  });

  test("is at its end in each cell, and lines of other inputs are asked for as ever", async () => {
    const end = "await new Promise((resolve) => process.stdin.on('end', () => resolve('end')).resume())";
    for (let i = 0; i < 2; i++) expect((await kernel.execute(end)).result).toEqual({ "text/plain": "'end'" });
    const lines =
      "let lines9 = 0; for await (const _ of require('node:readline').createInterface(process.stdin)) lines9++; lines9";
    for (const _ of "ab")
      expect((await kernel.execute(lines.replaceAll("9", _))).result).toEqual({ "text/plain": "0" });
    const { result } = await kernel.execute(`
      const { PassThrough } = require("node:stream");
      const from = new PassThrough();
      setTimeout(() => from.write("an answer\\n"), 10);
      await require("node:readline/promises").createInterface({ input: from }).question("? ")`);
    expect(result).toEqual({ "text/plain": "'an answer'" });
  });
});
