import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the next request to a matching path meets instead of an answer. */
export type Fault = "503" | "reset" | "truncate" | "stall" | "ignore-range" | "short-range" | "slow" | "403";

export interface SeenRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
  readonly host: string | undefined;
}

export interface ServerFixture {
  readonly url: string;
  readonly host: string;
  readonly requests: SeenRequest[];
  /** Faults for the next requests, one each. */
  readonly faults: Fault[];
  /** A fault for every request. */
  always: Fault | undefined;
  close(): Promise<void>;
}

/** A small http server on loopback: objects by path with byte ranges, and S3 listings in pages of `pageSize`. */
export async function startServer(
  objects: ReadonlyMap<string, Uint8Array>,
  options: { readonly bucket?: string; readonly pageSize?: number } = {},
): Promise<ServerFixture> {
  const { bucket, pageSize = 3 } = options;
  const requests: SeenRequest[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://server");
    const path = decodeURIComponent(url.pathname).slice(1);
    requests.push({
      path,
      query: url.searchParams,
      range: request.headers.range,
      authorization: request.headers.authorization,
      host: request.headers.host,
    });
    const fault = faults.shift() ?? fixture.always;
    if (fault === "503" || fault === "403") {
      response.writeHead(Number(fault)).end("<Error><Code>SlowDown</Code></Error>");
      return;
    }
    if (fault === "reset") {
      request.socket.destroy();
      return;
    }
    const inBucket =
      bucket === undefined ? path : path === bucket || path === `${bucket}/` ? "" : path.slice(bucket.length + 1);
    if (bucket !== undefined && url.searchParams.get("list-type") === "2") {
      response.writeHead(200).end(listing(objects, url.searchParams, pageSize));
      return;
    }
    if (bucket !== undefined && !path.startsWith(`${bucket}/`)) {
      response.writeHead(404).end("<Error><Code>NoSuchBucket</Code></Error>");
      return;
    }
    const body = objects.get(inBucket);
    if (body === undefined) {
      response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
      return;
    }
    answer(request, response, body, fault);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fixture: ServerFixture = {
    url: `http://${host}`,
    host,
    requests,
    faults,
    always: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fixture;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  object: Uint8Array,
  fault: Fault | undefined,
): void {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  let body = object;
  let status = 200;
  const headers: Record<string, string | number> = {};
  if (match !== null && fault !== "ignore-range") {
    const start = Number(match[1]);
    if (start >= object.length) {
      response.writeHead(416).end();
      return;
    }
    let end = match[2] === "" ? object.length : Math.min(object.length, Number(match[2]) + 1);
    if (fault === "short-range") end = start + Math.max(1, Math.floor((end - start) / 2));
    body = object.subarray(start, end);
    status = 206;
    headers["content-range"] = `bytes ${start}-${end - 1}/${object.length}`;
  }
  headers["content-length"] = body.length;
  const send = (): void => {
    response.writeHead(status, headers);
    if ((fault === "truncate" || fault === "stall") && body.length > 1) {
      response.write(body.subarray(0, body.length >> 1), () => {
        if (fault === "truncate") response.destroy();
      });
      return; // a stalled body never ends
    }
    response.end(body);
  };
  if (fault === "slow") setTimeout(send, 30);
  else send();
}

function listing(objects: ReadonlyMap<string, Uint8Array>, query: URLSearchParams, pageSize: number): string {
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? "")).sort();
  const from = Number(query.get("continuation-token") ?? 0);
  const page = keys.slice(from, from + pageSize);
  const more = from + pageSize < keys.length;
  const contents = page.map(
    (key) =>
      `<Contents><Key>${encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+")}</Key><Size>${objects.get(key)!.length}</Size></Contents>`,
  );
  const next = more ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>` : "";
  return `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`;
}
