import { nearestNames, OptionError } from "../core/index.js";

/** TileDB's own configuration keys with text values, as users of tiledbsoma have them. */
export type TiledbConfig = Readonly<Record<string, string>>;

/** What the keys mean for the S3 store. */
export interface S3Config {
  readonly region?: string;
  /** Host, optionally with scheme and port; default: Amazon's endpoint of the region. */
  readonly endpointOverride?: string;
  readonly scheme: "https" | "http";
  /** `bucket.host/key` if true, `host/bucket/key` if false. */
  readonly useVirtualAddressing: boolean;
  readonly noSignRequest: boolean;
  readonly credentials?: AwsCredentials;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxParallelOps: number;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const KEYS = [
  "vfs.s3.region",
  "vfs.s3.endpoint_override",
  "vfs.s3.scheme",
  "vfs.s3.use_virtual_addressing",
  "vfs.s3.no_sign_request",
  "vfs.s3.aws_access_key_id",
  "vfs.s3.aws_secret_access_key",
  "vfs.s3.aws_session_token",
  "vfs.s3.connect_timeout_ms",
  "vfs.s3.request_timeout_ms",
  "vfs.s3.max_parallel_ops",
] as const;

const WHERE = "tiledbConfig";

/** The configuration with defaults filled in; an unknown key or impossible value is an `OptionError`. */
export function parseConfig(config: TiledbConfig = {}): S3Config {
  for (const key of Object.keys(config)) {
    if ((KEYS as readonly string[]).includes(key)) continue;
    const near = nearestNames(key, KEYS);
    const known = `Known keys: ${KEYS.join(", ")}`;
    throw new OptionError({
      what: `unknown key "${key}"`,
      where: WHERE,
      hint: near.length > 0 ? `Did you mean ${near.join(", ")}? ${known}` : known,
    });
  }
  const text = (key: (typeof KEYS)[number]): string | undefined => {
    const value: unknown = config[key];
    if (value === undefined || value === "") return undefined;
    if (typeof value !== "string") fail(key, "a text value", String(value));
    return value;
  };
  const accessKeyId = text("vfs.s3.aws_access_key_id");
  const secretAccessKey = text("vfs.s3.aws_secret_access_key");
  const sessionToken = text("vfs.s3.aws_session_token");
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
    fail("vfs.s3.aws_access_key_id", "both an access key id and a secret access key", "only one of them");
  const scheme = text("vfs.s3.scheme") ?? "https";
  if (scheme !== "https" && scheme !== "http") fail("vfs.s3.scheme", '"https" or "http"', scheme);
  const region = text("vfs.s3.region");
  const endpointOverride = text("vfs.s3.endpoint_override");
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpointOverride === undefined ? {} : { endpointOverride }),
    scheme,
    useVirtualAddressing: flag("vfs.s3.use_virtual_addressing", text("vfs.s3.use_virtual_addressing"), true),
    noSignRequest: flag("vfs.s3.no_sign_request", text("vfs.s3.no_sign_request"), false),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
    connectTimeoutMs: count("vfs.s3.connect_timeout_ms", text("vfs.s3.connect_timeout_ms"), 10_800),
    requestTimeoutMs: count("vfs.s3.request_timeout_ms", text("vfs.s3.request_timeout_ms"), 30_000),
    maxParallelOps: count("vfs.s3.max_parallel_ops", text("vfs.s3.max_parallel_ops"), 16),
  };
}

function flag(key: string, value: string | undefined, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (value === "true") return true;
  if (value === "false") return false;
  return fail(key, '"true" or "false"', value);
}

function count(key: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  return /^\d+$/.test(value) && number > 0 && number < 2 ** 31 ? number : fail(key, "a positive integer", value);
}

function fail(key: string, expected: string, got: string): never {
  throw new OptionError({ what: key, where: WHERE, expected, got });
}
