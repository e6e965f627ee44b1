import { StoreError } from "../core/index.js";
import type { HttpResponse } from "./http-client.js";
import { transientError } from "./transient.js";
import type { ByteRange } from "./types.js";

/** The `Range` header for a range; an empty range asks for one byte, to learn whether the object exists. */
export function rangeHeader(range: ByteRange | undefined): Record<string, string> {
  if (range === undefined || (range.start === 0 && range.end === undefined)) return {};
  const last = range.end === undefined ? "" : Math.max(range.start, range.end - 1);
  return { range: `bytes=${range.start}-${last}` };
}

/** The bytes that a response carries for the range, or `undefined` if there is no such object. */
export function bodyOf(response: HttpResponse, range: ByteRange | undefined, where: string): Uint8Array | undefined {
  const { status, body, headers } = response;
  const wanted = range ?? { start: 0 };
  switch (status) {
    case 200:
      // The server ignored the range and sent the whole object.
      return cut(body, wanted.start, wanted.end);
    case 206:
      return partOf(body, headers["content-range"], wanted, where);
    case 404:
    case 410:
      return undefined;
    case 416: // the object ends before the range starts
      return new Uint8Array(0);
    default:
      throw statusError(response, where);
  }
}

/** The error for a status that is no answer. 408, 429 and 5xx may pass. */
export function statusError(response: HttpResponse, where: string): StoreError {
  const { status } = response;
  const code = /<Code>([^<]*)<\/Code>/.exec(new TextDecoder().decode(response.body.subarray(0, 4096)))?.[1];
  const details = {
    what: "the server refused",
    where,
    got: code === undefined ? `HTTP ${status}` : `HTTP ${status} ${code}`,
  };
  if (status === 408 || status === 429 || status >= 500) return transientError(details);
  const denied = status === 401 || status === 403;
  return new StoreError(
    denied ? { ...details, hint: "Access is denied: check the address and the credentials" } : details,
  );
}

function cut(body: Uint8Array, start: number, end: number | undefined): Uint8Array {
  return start === 0 && (end === undefined || end >= body.length) ? body : body.slice(start, end);
}

function partOf(body: Uint8Array, contentRange: string | undefined, wanted: ByteRange, where: string): Uint8Array {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(contentRange ?? "");
  const start = match === null ? Number.NaN : Number(match[1]);
  const total = match === null || match[3] === "*" ? Number.POSITIVE_INFINITY : Number(match[3]);
  const end = Math.min(wanted.end ?? total, total);
  const isWhole = start === wanted.start && (end === Number.POSITIVE_INFINITY || start + body.length >= end);
  if (!isWhole)
    throw transientError({
      what: "a range came incomplete",
      where,
      expected: `bytes ${wanted.start} to ${end}`,
      got: `${body.length} bytes, content-range ${contentRange ?? "missing"}`,
    });
  return cut(body, 0, end - start);
}
