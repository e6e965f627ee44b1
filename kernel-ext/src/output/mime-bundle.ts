import { inspect } from "node:util";

/** Data by MIME type, safe to be sent as JSON. */
export type JsonBundle = Record<string, unknown>;

const DISPLAY = Symbol.for("Jupyter.display");

/** Marks handles of something that is on display already: as a cell's result they show nothing more. */
export const ON_DISPLAY: unique symbol = Symbol("on display");

/** True for results that show nothing: no value, and handles. */
export function showsNothing(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && value !== null && ON_DISPLAY in value);
}

interface Displayable {
  readonly [DISPLAY]?: unknown;
  readonly toMimeBundle?: unknown;
}

/**
 * How a value shows itself: its `Jupyter.display` or `toMimeBundle` method, else Node's inspection as text. A promise
 * only if the value's method gives one: what shows itself at once keeps its place in the cell's output.
 */
export function mimeBundleOf(value: unknown): JsonBundle | Promise<JsonBundle> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return { "text/plain": plainText(value) };
  }
  const { [DISPLAY]: show, toMimeBundle: convert } = value as Displayable;
  const method = typeof show === "function" ? show : convert;
  if (typeof method !== "function") return { "text/plain": plainText(value) };
  const bundle: unknown = method.call(value);
  return isPromiseLike(bundle) ? Promise.resolve(bundle).then(normaliseBundle) : normaliseBundle(bundle);
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null)?.then === "function";
}

/** True for values whose promise-like `then` must not be taken for a result to wait for. */
export function showsItself(value: unknown): boolean {
  return typeof (value as Displayable | null)?.[DISPLAY] === "function";
}

/** A bundle with bytes as base64, text as strings and JSON types as plain data; at least `text/plain` must come. */
export function normaliseBundle(bundle: unknown): JsonBundle {
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) {
    throw new TypeError(`a MIME bundle must be an object such as {"text/plain": …}, got ${plainText(bundle)}`);
  }
  const result: JsonBundle = {};
  for (const [mime, data] of Object.entries(bundle)) {
    if (data !== undefined) result[mime] = normaliseData(mime, data);
  }
  return result;
}

function normaliseData(mime: string, data: unknown): unknown {
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
  if (/^application\/(.*\+)?json$/.test(mime)) return toPlainJson(data);
  // nbformat: a multi-line string may be a list of its lines.
  if (Array.isArray(data) && data.every((line) => typeof line === "string")) return data.join("");
  return typeof data === "string" ? data : String(data);
}

/** Structured data without functions and cycles; bigint becomes a number where it is exact, else text. */
export function toPlainJson(data: unknown): unknown {
  const text = JSON.stringify(data, (_key, value: unknown) => {
    if (typeof value !== "bigint") return value;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  });
  return text === undefined ? null : (JSON.parse(text) as unknown);
}

export function plainText(value: unknown): string {
  return inspect(value, { depth: 4, maxArrayLength: 100 });
}
