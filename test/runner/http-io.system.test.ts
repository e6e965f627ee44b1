import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeNotebook } from "../../src/nbformat/index.js";
import { oraclePython } from "../oracle/python.js";
import { makeNotebook } from "./make-notebook.js";
import { normalisedText } from "./normalised.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const NOTEBOOK = writeNotebook(makeNotebook("python3", [{ source: "a = 'é'", tags: ["parameters"] }, "print(a)"]));

let folder: string;
const servers: Server[] = [];
let plain: string;
let secure: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-http-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  // biome-ignore format: one option and its value after the other
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
    "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate], { stdio: "ignore" });
  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  plain = `http://127.0.0.1:${await listen(createServer(answer))}`;
  const options = { key: readFileSync(key), cert: readFileSync(certificate) };
  secure = `https://localhost:${await listen(createSecureServer(options, answer))}`;
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const stored = new Map<string, string>();
let seen: { readonly method: string; readonly path: string; readonly login: string | undefined }[] = [];
beforeEach(() => {
  stored.clear();
  seen = [];
});

const GITHUB_FILE = "/repos/own/repo/contents/sub/in%20put.ipynb?ref=main";

const answer: RequestListener = async (request: IncomingMessage, response) => {
  const { method = "", url: path = "" } = request;
  seen.push({ method, path, login: request.headers.authorization });
  if (method === "PUT") {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    if (path === "/moved/out.ipynb") response.writeHead(307, { location: "/out.ipynb" });
    else if (path.startsWith("/refused")) response.statusCode = 403;
    else stored.set(path, body);
    response.end();
    return;
  }
  if (path === "/moved/in.ipynb") response.writeHead(302, { location: "/in.ipynb" }).end();
  else if (path.startsWith("/in.ipynb")) response.end(NOTEBOOK);
  else if (path === "/p.yaml") response.end("a: 5\n");
  else if (path === "/repos/own/repo")
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ full_name: "own/repo", url: `${plain}/repos/own/repo` }));
  else if (path === GITHUB_FILE) {
    const raw = request.headers.accept === "application/vnd.github.raw+json";
    const content = Buffer.from(NOTEBOOK).toString("base64");
    response.setHeader("content-type", "application/json");
    response.end(raw ? NOTEBOOK : JSON.stringify({ type: "file", encoding: "base64", content }));
  } else response.writeHead(404, { "content-type": "application/json" }).end('{"message": "Not Found"}');
};

interface Outcome {
  readonly code: number;
  readonly stderr: string;
  readonly seen: typeof seen;
  readonly stored: Readonly<Record<string, unknown>>;
  readonly file: string | undefined;
}

async function outcomeOf(tool: "papermill" | "cellmill", args: readonly string[]): Promise<Outcome> {
  stored.clear();
  seen = [];
  const place = mkdtempSync(join(folder, `${tool}-`));
  const [command, first] =
    tool === "papermill" ? [join(dirname(oraclePython()), "papermill"), []] : [process.execPath, [MAIN, "run"]];
  const certificate = join(folder, "cert.pem");
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate, REQUESTS_CA_BUNDLE: certificate };
  const all = [...first, ...args, "--prepare-only", "--no-progress-bar"];
  const { code, stderr } = await new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile(command, all, { cwd: place, env }, (error, _out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stderr: err }),
    ).stdin?.end();
  });
  const output = join(place, "out.ipynb");
  return {
    code,
    stderr,
    seen,
    stored: Object.fromEntries([...stored].map(([path, text]) => [path, JSON.parse(normalisedText(text))])),
    file: existsSync(output) ? normalisedText(readFileSync(output, "utf8")) : undefined,
  };
}

const comparable = ({ stderr: _, ...rest }: Outcome): unknown => rest;

describe("web servers", () => {
  it.each<readonly [string, () => readonly string[]]>([
    ["a GET and a query", () => [`${plain}/in.ipynb?key=1`, "out.ipynb"]],
    ["a redirect", () => [`${plain}/moved/in.ipynb`, "out.ipynb"]],
    ["a user and a password", () => [`${plain.replace("//", "//me:p%40ss@")}/in.ipynb`, "out.ipynb", "-p", "a", "1"]],
    ["a file of parameters", () => [`${plain}/in.ipynb`, "out.ipynb", "-f", `${plain}/p.yaml`]],
    ["a PUT", () => [`${plain}/in.ipynb`, `${plain}/out.ipynb`, "-p", "a", "1.0"]],
    ["a PUT that is redirected", () => [`${plain}/in.ipynb`, `${plain}/moved/out.ipynb`]],
    ["a PUT that is refused", () => [`${plain}/in.ipynb`, `${plain}/refused/out.ipynb`]],
    ["a missing notebook", () => [`${plain}/none.ipynb`, "out.ipynb"]],
    ["nobody who listens", () => ["http://127.0.0.1:9/in.ipynb", "out.ipynb"]],
    ["TLS, both ways", () => [`${secure}/in.ipynb`, `${secure}/out.ipynb`]],
    [
      "a template",
      () => [`${plain}/{name}.ipynb`, `${plain}/{name}-{n:02d}.ipynb`, "-p", "name", "in", "-p", "n", "3"],
    ],
  ])("see the same requests and bodies for %s", async (_name, args) => {
    const theirs = await outcomeOf("papermill", args());
    const ours = await outcomeOf("cellmill", args());
    expect(comparable(ours), ours.stderr).toEqual(comparable(theirs));
    expect(ours.stderr).not.toMatch(/p%40ss|p@ss|key=1/);
  });
});

const READ_GITHUB = `import functools, sys, github, papermill.iorw as io
io.Github = functools.partial(github.Github, base_url=sys.argv[1])
sys.stdout.buffer.write(io.papermill_io.read(sys.argv[2]).encode())`;

describe("GitHub", () => {
  const run = (command: string, args: readonly string[], token: string | undefined): Promise<string | number> => {
    const { GITHUB_ACCESS_TOKEN: _, ...rest } = process.env;
    const env = {
      ...rest,
      CELLMILL_GITHUB_API_URL: plain,
      ...(token === undefined ? {} : { GITHUB_ACCESS_TOKEN: token }),
    };
    return new Promise((resolve) => {
      execFile(command, args, { env }, (error, out) =>
        resolve(typeof error?.code === "number" ? error.code : out),
      ).stdin?.end();
    });
  };

  it.each([
    ["https://github.com/own/repo/blob/main/sub/in put.ipynb", "tok-1", 0],
    ["https://github.com/own/repo/blob/main/sub/in put.ipynb", undefined, 0],
    ["https://github.com/own/repo/blob/other/none.ipynb", "tok-1", 1],
  ])("gives the file of %s with the token %s", async (path, token, code) => {
    const theirs = await run(oraclePython(), ["-c", READ_GITHUB, plain, path], token);
    const asked = seen.at(-1);
    const ours = await run(process.execPath, [MAIN, "run", path, "-", "--prepare-only"], token);
    // The same file of the same version, asked for with the same login.
    expect(seen.at(-1)).toEqual(asked);
    expect(asked?.login).toBe(token === undefined ? undefined : `token ${token}`);
    if (code === 1) expect([theirs, ours]).toEqual([1, 1]);
    else {
      expect(theirs).toBe(NOTEBOOK);
      expect(JSON.parse(ours as string).cells[0].source).toEqual(["a = 'é'"]);
    }
  });

  it("is not written, and that is said before anything runs", async () => {
    expect(
      await run(process.execPath, [MAIN, "run", "in.ipynb", "https://github.com/own/repo/blob/main/out.ipynb"], "t"),
    ).toBe(1);
    expect(seen).toEqual([]);
  });
});
