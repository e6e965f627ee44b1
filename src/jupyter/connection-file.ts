import { readFileSync, writeFileSync } from "node:fs";
import { FormatError, NotFoundError, UnsupportedFeatureError } from "../core/errors.js";

/** Where a kernel listens and how its messages are signed; the keys are those of the connection file. */
export interface ConnectionInfo {
  readonly transport: string;
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  /** Secret of the signatures; "" turns authentication off. */
  readonly key: string;
  readonly signature_scheme: string;
  readonly kernel_name?: string;
}

/** The five channels of a kernel. */
export type ChannelName = "shell" | "iopub" | "stdin" | "control" | "hb";

const CHANNELS: readonly ChannelName[] = ["shell", "iopub", "stdin", "control", "hb"];

/** Reads and checks a connection file. */
export function readConnectionFile(path: string): ConnectionInfo {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new NotFoundError({ what: "connection file cannot be read", where: path, cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError({ what: "connection file is no JSON", where: path, cause });
  }
  return checkConnectionInfo(value, path);
}

/** Writes a connection file that only its owner can read, because it holds the key. */
export function writeConnectionFile(path: string, info: ConnectionInfo): void {
  writeFileSync(path, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
}

/** The address of a channel, for example `tcp://127.0.0.1:50160` or, with transport ipc, `ipc:///run/kernel-1`. */
export function channelAddress(info: ConnectionInfo, channel: ChannelName): string {
  const port = info[`${channel}_port`];
  return info.transport === "ipc" ? `ipc://${info.ip}-${port}` : `${info.transport}://${info.ip}:${port}`;
}

/** `value` as connection info, or an error that names the field at fault. */
export function checkConnectionInfo(value: unknown, where: string): ConnectionInfo {
  if (typeof value !== "object" || value === null) {
    throw new FormatError({ what: "connection info is no object", where });
  }
  const info = value as Readonly<Record<string, unknown>>;
  for (const field of ["transport", "ip", "key", "signature_scheme"]) {
    if (typeof info[field] !== "string") {
      throw new FormatError({
        what: `connection info: ${field}`,
        where,
        expected: "a string",
        got: typeof info[field],
      });
    }
  }
  for (const channel of CHANNELS) {
    const port = info[`${channel}_port`];
    if (!Number.isInteger(port) || (port as number) < 0 || (port as number) > 65_535) {
      throw new FormatError({
        what: `connection info: ${channel}_port`,
        where,
        expected: "an integer from 0 to 65535",
        got: JSON.stringify(port) ?? "nothing",
      });
    }
  }
  if (info["transport"] !== "tcp" && info["transport"] !== "ipc") {
    throw new UnsupportedFeatureError({
      what: `transport ${String(info["transport"])}`,
      where,
      expected: "tcp or ipc",
    });
  }
  if (info["key"] !== "" && info["signature_scheme"] !== "hmac-sha256") {
    throw new UnsupportedFeatureError({
      what: `signature scheme ${String(info["signature_scheme"])}`,
      where,
      expected: "hmac-sha256",
    });
  }
  return info as unknown as ConnectionInfo;
}
