import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channelAddress, readConnectionFile, writeConnectionFile } from "../../src/jupyter/connection-file.js";

const INFO = {
  transport: "tcp",
  ip: "127.0.0.1",
  shell_port: 1,
  iopub_port: 2,
  stdin_port: 3,
  control_port: 4,
  hb_port: 5,
  key: "k",
  signature_scheme: "hmac-sha256",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "connection-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a connection file is read back as it was written, and only its owner may read it", () => {
  const path = join(folder, "a.json");
  writeConnectionFile(path, INFO);
  expect(readConnectionFile(path)).toEqual(INFO);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("addresses follow the transport", () => {
  expect(channelAddress(INFO, "iopub")).toBe("tcp://127.0.0.1:2");
  expect(channelAddress({ ...INFO, transport: "ipc", ip: "/tmp/k" }, "hb")).toBe("ipc:///tmp/k-5");
});

test.each([
  ["a missing port", { ...INFO, hb_port: undefined }, /hb_port/],
  ["a port that is no number", { ...INFO, shell_port: "x" }, /shell_port: expected an integer/],
  ["a port out of range", { ...INFO, shell_port: 70_000 }, /shell_port/],
  ["an unknown transport", { ...INFO, transport: "udp" }, /transport udp/],
  ["an unknown signature scheme", { ...INFO, signature_scheme: "md5" }, /signature scheme md5/],
  ["a missing key", { ...INFO, key: undefined }, /key/],
  ["no object", null, /no object/],
])("%s is refused by name", (_name, content, words) => {
  const path = join(folder, "bad.json");
  writeFileSync(path, JSON.stringify(content));
  expect(() => readConnectionFile(path)).toThrow(words);
});

test("a file that is missing or no JSON is refused with its path", () => {
  const path = join(folder, "no.json");
  expect(() => readConnectionFile(path)).toThrow(path);
  writeFileSync(path, "{");
  expect(() => readConnectionFile(path)).toThrow(/no JSON/);
});
