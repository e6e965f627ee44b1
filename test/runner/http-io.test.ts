import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeNotebook } from "../../src/nbformat/index.js";
import { executeNotebook, registerNotebookHandler } from "../../src/runner/index.js";
import { makeNotebook } from "./make-notebook.js";

const stored = new Map<string, string>();
let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = request.url!.split("?")[0]!;
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
