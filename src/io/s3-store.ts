import { NotFoundError, throwIfAborted } from "../core/index.js";
import type { AwsCredentials, S3Config } from "./config.js";
import { bodyOf, rangeHeader, statusError } from "./http-body.js";
import { type HttpResponse, type HttpSettings, httpGet } from "./http-client.js";
import { checkKey, checkRange, compareKeys } from "./keys.js";
import { credentialsProvider } from "./s3-credentials.js";
import { parseListPage } from "./s3-list.js";
import { awsEncode, signGet } from "./sigv4.js";
import type { ByteRange, ByteStore, ReadOptions, StoreEntry } from "./types.js";

/** Objects of an S3 bucket below a prefix: anonymous or signed GETs and ListObjectsV2 over one pool of connections. */
export class S3Store implements ByteStore {
  readonly uri: string;
  readonly #bucket: string;
  /** Empty, or with a slash at the end. */
  readonly #prefix: string;
  readonly #config: S3Config;
  readonly #settings: HttpSettings;
  readonly #credentials: (() => Promise<AwsCredentials>) | undefined;
  #region: string;

  constructor(bucket: string, prefix: string, config: S3Config) {
    this.uri = prefix === "" ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
    this.#bucket = bucket;
    this.#prefix = prefix === "" ? "" : `${prefix}/`;
    this.#config = config;
    this.#region = config.region ?? process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? "us-east-1";
    this.#settings = {
      connectTimeoutMs: config.connectTimeoutMs,
      requestTimeoutMs: config.requestTimeoutMs,
      maxConnections: config.maxParallelOps,
    };
    this.#credentials = config.noSignRequest ? undefined : credentialsProvider(config, this.#region);
  }

  get(key: string, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    return this.#read(key, undefined, options);
  }

  async getRange(key: string, range: ByteRange, options: ReadOptions = {}): Promise<Uint8Array | undefined> {
    checkRange(range, this.uri);
    return this.#read(key, range, options);
  }

  async list(prefix: string, options: ReadOptions = {}): Promise<StoreEntry[]> {
    throwIfAborted(options.signal, `list of ${this.uri}`);
    const found: StoreEntry[] = [];
    let token: string | undefined;
    do {
      const query = { "list-type": "2", "encoding-type": "url", prefix: `${this.#prefix}${prefix}` };
      const page = await this.#request(
        "",
        token === undefined ? query : { ...query, "continuation-token": token },
        {},
        options,
      );
      if (page.status !== 200) throw this.#refused(page, this.uri);
      const { entries, continuationToken } = parseListPage(new TextDecoder().decode(page.body), this.uri);
      // Keys that end in a slash are folder markers of other tools, not objects.
      for (const { key, sizeBytes } of entries)
        if (!key.endsWith("/")) found.push({ key: key.slice(this.#prefix.length), sizeBytes });
      token = continuationToken;
    } while (token !== undefined);
    return found.sort(compareKeys);
  }

  async #read(key: string, range: ByteRange | undefined, options: ReadOptions): Promise<Uint8Array | undefined> {
    throwIfAborted(options.signal, `get of ${key}`);
    checkKey(key, this.uri);
    const response = await this.#request(`${this.#prefix}${key}`, {}, rangeHeader(range), options);
    const where = `${this.uri}/${key}`;
    if (response.status >= 400 && response.status !== 416) {
      const error = this.#refused(response, where);
      if (response.status !== 404 || error instanceof NotFoundError) throw error;
    }
    return bodyOf(response, range, where);
  }

  async #request(
    key: string,
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    options: ReadOptions,
  ): Promise<HttpResponse> {
    const response = await this.#send(key, query, headers, options);
    // A bucket of another region answers with its name: ask there, from now on.
    const region = response.headers["x-amz-bucket-region"];
    const elsewhere = response.status === 301 || response.status === 307 || response.status === 400;
    if (!elsewhere || region === undefined || region === this.#region || this.#config.endpointOverride !== undefined)
      return response;
    this.#region = region;
    return this.#send(key, query, headers, options);
  }

  async #send(
    key: string,
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    options: ReadOptions,
  ): Promise<HttpResponse> {
    const url = new URL(this.#base());
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${key.split("/").map(awsEncode).join("/")}`;
    url.search = Object.entries(query)
      .map(([name, value]) => `${awsEncode(name)}=${awsEncode(value)}`)
      .join("&");
    const signed = this.#credentials === undefined ? {} : signGet(url, await this.#credentials(), this.#region);
    return httpGet(url, { ...headers, ...signed }, this.#settings, options.signal);
  }

  /** The bucket's address, by host name or by path. */
  #base(): string {
    const { endpointOverride, scheme, useVirtualAddressing } = this.#config;
    const host = endpointOverride ?? `s3.${this.#region}.amazonaws.com`;
    const endpoint = new URL(/^https?:\/\//.test(host) ? host : `${scheme}://${host}`);
    // Host names with dots of the bucket do not match the certificate.
    const byHost = useVirtualAddressing && !this.#bucket.includes(".");
    if (byHost) endpoint.host = `${this.#bucket}.${endpoint.host}`;
    else endpoint.pathname = `${endpoint.pathname.replace(/\/$/, "")}/${this.#bucket}`;
    return endpoint.href;
  }

  #refused(response: HttpResponse, where: string): Error {
    const text = new TextDecoder().decode(response.body.subarray(0, 4096));
    if (response.status === 404 && text.includes("NoSuchBucket"))
      return new NotFoundError({
        what: `no bucket "${this.#bucket}"`,
        where,
        hint: "Check the bucket's name and region",
      });
    return statusError(response, where);
  }
}
