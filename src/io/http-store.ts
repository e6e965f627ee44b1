import { StoreError, throwIfAborted, UnsupportedFeatureError } from "../core/index.js";
import { bodyOf, rangeHeader } from "./http-body.js";
import { type HttpResponse, type HttpSettings, httpGet } from "./http-client.js";
import { checkKey, checkRange } from "./keys.js";
import type { ByteRange, ByteStore, ReadOptions, StoreEntry } from "./types.js";

const DEFAULTS: HttpSettings = { connectTimeoutMs: 10_800, requestTimeoutMs: 30_000, maxConnections: 16 };

const MAX_REDIRECTS = 5;

/** Objects below an http(s) address, read by plain GET. Plain http has no listing. */
export class HttpStore implements ByteStore {
  readonly uri: string;
  readonly #base: string;
  readonly #settings: HttpSettings;

  constructor(url: string, settings: Partial<HttpSettings> = {}) {
    this.uri = url;
    this.#base = url.replace(/\/+$/, "");
    this.#settings = { ...DEFAULTS, ...settings };
  }

  get(key: string, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    return this.#read(key, undefined, options);
  }

  async getRange(key: string, range: ByteRange, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    checkRange(range, this.uri);
    return this.#read(key, range, options);
  }

  async list(_prefix: string, _options: ReadOptions = {}): Promise<StoreEntry[]> {
    throw new UnsupportedFeatureError({
      what: "listing files over plain http",
      where: this.uri,
      hint: "Open an S3 server by s3:// with vfs.s3.endpoint_override, or copy the data to a folder",
    });
  }

  async #read(key: string, range: ByteRange | undefined, options: ReadOptions): Promise<Uint8Array | undefined> {
    throwIfAborted(options.signal, `get of ${key}`);
    checkKey(key, this.uri);
    const url = new URL(`${this.#base}/${key.split("/").map(encodeURIComponent).join("/")}`);
    return bodyOf(await this.#follow(url, rangeHeader(range), options), range, url.href);
  }

  async #follow(start: URL, headers: Record<string, string>, options: ReadOptions): Promise<HttpResponse> {
    let url = start;
    for (let i = 0; i <= MAX_REDIRECTS; i++) {
      const response = await httpGet(url, headers, this.#settings, options.signal);
      const location = response.headers["location"];
      if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
      url = new URL(location, url);
    }
    throw new StoreError({ what: "too many redirects", where: start.href, expected: `at most ${MAX_REDIRECTS}` });
  }
}
