import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeNotebook } from "../../src/nbformat/index.js";
import { executeNotebook, registerNotebookHandler } from "../../src/runner/index.js";
import { SentText } from "../../src/runner/io/sent-text.js";
import { makeNotebook } from "./make-notebook.js";

const stored = new Map<string, string>();
const heads: { readonly url: string; readonly length: string | undefined; readonly login: string | undefined }[] = [];
let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = request.url!.split("?")[0]!;
    const { "content-length": length, authorization: login } = request.headers;
    heads.push({ url: path, length, login });
    const moved = /^\/(30[1278])\/(.*)/.exec(path);
    if (moved !== null) {
      request.resume();
      response.writeHead(Number(moved[1]), { location: `/${moved[2]}` }).end();
      return;
    }
    if (request.method === "PUT") {
      let body = "";
      for await (const chunk of request) body += chunk;
      stored.set(path, body);
      response.end();
      return;
    }
    const found = stored.get(path);
    response.statusCode = found === undefined ? 404 : 200;
    response.end(found ?? "<html>not here</html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe("notebooks on a web server", () => {
  it("are read with GET and written with PUT", async () => {
    stored.set("/in.ipynb", writeNotebook(makeNotebook("python3", ["a"])));
    const lines: string[] = [];
    const result = await executeNotebook(`${base}/in.ipynb?key=secret`, `${base}/out.ipynb`, {
      prepareOnly: true,
      logger: { log: (_level, message) => lines.push(message) },
    });
    expect(stored.get("/out.ipynb")).toBe(writeNotebook(result));
    expect(lines[0]).toBe(`Input Notebook:  ${base}/in.ipynb`);
  });

  it("say why nobody answers", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const message = (path: string): Promise<unknown> =>
      executeNotebook(path, null, { prepareOnly: true }).catch((error: Error) => error.message);
    const refused = await message(`http://127.0.0.1:${port}/x.ipynb?key=secret`);
    expect(refused).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/x\.ipynb: the request failed: got .*ECONNREFUSED/);
    expect(await message("http://no-such-host.invalid/x.ipynb")).toMatch(
      /: the request failed: got .*(ENOTFOUND|EAI_AGAIN)/,
    );
  });

  it.each([301, 302, 307, 308])("are sent again where the server points to, with their length (%i)", async (status) => {
    heads.length = 0;
    const result = await executeNotebook(
      makeNotebook("python3", ["é → 𝄞"]),
      `${base.replace("//", "//me:word@")}/${status}/${status}/moved.ipynb`,
      { prepareOnly: true },
    );
    const text = writeNotebook(result);
    expect(stored.get("/moved.ipynb")).toBe(text);
    const sent = { length: String(Buffer.byteLength(text)), login: `Basic ${btoa("me:word")}` };
    expect(heads).toEqual([
      { url: `/${status}/${status}/moved.ipynb`, ...sent },
      { url: `/${status}/moved.ipynb`, ...sent },
      { url: "/moved.ipynb", ...sent },
    ]);
  });

  it("are refused where they are sent in a circle", async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(307, { location: "/again" }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/out.ipynb`;
    try {
      await expect(executeNotebook(makeNotebook("python3", ["a"]), url, { prepareOnly: true })).rejects.toThrow(/307/);
    } finally {
      server.close();
    }
  });

  it("that are missing give the status, not the page", async () => {
    const run = executeNotebook(`${base}/none.ipynb?key=secret`, null, { prepareOnly: true });
    await expect(run).rejects.toThrow(
      /^http:\/\/127.*\/none\.ipynb: the server refused, got status 404|refused: got status 404/,
    );
    await expect(run).rejects.not.toThrow(/secret/);
  });
});

describe("registerNotebookHandler", () => {
  it("makes paths of a scheme readable and writable", async () => {
    const files = new Map([["mem://in", writeNotebook(makeNotebook("python3", ["a"]))]]);
    registerNotebookHandler("mem://", {
      read: async (path) => files.get(path)!,
      write: async (path, text) => {
        files.set(path, text);
      },
    });
    await executeNotebook("mem://in", "mem://out-{x}", { prepareOnly: true, parameters: { x: 3 } });
    expect(files.get("mem://out-3")).toContain("x = 3");
  });
});

describe("text for servers", () => {
  const pieces = ["a é", Buffer.from("→"), "𝄞"];
  const all = Buffer.from("a é→𝄞");

  it.each([0, 5, 100])("is made once and sent as often as asked for, with %s bytes held", async (mostHeld) => {
    let made = 0;
    const text = await SentText.of(
      {
        *[Symbol.iterator]() {
          made++;
          yield* pieces;
        },
      },
      mostHeld,
    );
    expect(text.byteLength).toBe(all.byteLength);
    for (let sent = 0; sent < 2; sent++) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of text.chunks()) chunks.push(chunk);
      expect(Buffer.concat(chunks)).toEqual(all);
    }
    expect(await text.bytes()).toEqual(all);
    await text.close();
    expect(made).toBe(1);
  });

  it("is held where its pieces come once, or there is no room for a file", async () => {
    const once = pieces.values();
    expect(await (await SentText.of(once, 0)).bytes()).toEqual(all);
    expect(once.next().done).toBe(true);
    const { TMPDIR } = process.env;
    process.env["TMPDIR"] = "/none/such";
    try {
      expect(await (await SentText.of(pieces, 0)).bytes()).toEqual(all);
    } finally {
      if (TMPDIR === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = TMPDIR;
    }
  });
});
