import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CachedScript } from "../../kernel-ext/src/compiler/code-cache.js";
import { codeCacheFolder } from "../../kernel-ext/src/compiler/code-cache-folder.js";
import { cacheFolder } from "../../src/sample/cache-folder.js";

const require = createRequire(import.meta.url);
let root: string;
let folder: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cellmill-code-"));
  folder = join(root, "cache", "code");
  path = join(root, "script.js");
  writeFileSync(path, "exports.here = [__filename, __dirname, module.id, require('node:path').sep].join();\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const files = (): string[] => readdirSync(folder).sort();
const keptFile = (): string => join(folder, files()[0] ?? "");

/** Loads the script as another process would. */
function load(into: string | undefined = folder): unknown {
  delete require.cache[path];
  const script = new CachedScript(path, into);
  const exports = script.require();
  script.keep();
  return exports;
}

test("gives what require gives, with and without kept code, and the same to all", () => {
  const expected = require(path);
  expect(load(undefined)).toEqual(expected);
  expect(load()).toEqual(expected);
  const again = load();
  expect(again).toEqual(expected);
  expect(require(path)).toBe(again);
  expect(new CachedScript(path, folder).require()).toBe(again);
});

test("keeps the code once, for this user only", () => {
  load();
  expect(files()).toHaveLength(1);
  utimesSync(keptFile(), 1, 1);
  expect(statSync(keptFile()).mode & 0o777).toBe(0o600);
  load();
  expect(files()).toHaveLength(1);
  expect(statSync(keptFile()).mtimeMs).toBe(1000);
});

test("what was damaged, cut off or left for others to write is compiled and kept anew", () => {
  load();
  const whole = readFileSync(keptFile());
  const damaged = Buffer.from(whole);
  damaged[whole.length - 1] = (whole[whole.length - 1] ?? 0) ^ 1;
  for (const bytes of [damaged, whole.subarray(0, whole.length / 2), Buffer.alloc(0)]) {
    writeFileSync(keptFile(), bytes);
    expect(load()).toEqual(require(path));
    expect(readFileSync(keptFile()).length).toBe(whole.length);
  }
  chmodSync(keptFile(), 0o666);
  load();
  expect(statSync(keptFile()).mode & 0o777).toBe(0o600);
});

test("a script that changed, though not its length, is compiled anew", () => {
  writeFileSync(path, "exports.value = 1;");
  expect(load()).toEqual({ value: 1 });
  writeFileSync(path, "exports.value = 2;");
  utimesSync(path, 5, 5);
  expect(load()).toEqual({ value: 2 });
  expect(files()).toHaveLength(2);
});

test("keeps a few files, the latest", () => {
  for (let time = 1; time <= 12; time += 1) {
    utimesSync(path, time, time);
    load();
  }
  expect(files()).toHaveLength(8);
  const latest = keptFile();
  load();
  expect(files()).toContain(latest.slice(folder.length + 1));
});

test("what could not be kept leaves nothing behind", () => {
  load();
  const kept = files();
  rmSync(keptFile());
  mkdirSync(join(folder, kept[0] ?? "")); // no file can take the place of a folder
  expect(load()).toEqual(require(path));
  expect(files()).toEqual(kept);
});

test("a folder that cannot be made costs nothing but time", () => {
  writeFileSync(join(root, "file"), "");
  expect(load(join(root, "file", "code"))).toEqual(require(path));
});

test("a script that throws is not left behind as loaded", () => {
  writeFileSync(path, "exports.half = 1; throw new Error('not now');");
  expect(() => load()).toThrow("not now");
  expect(require.cache[path]).toBeUndefined();
});

test("the folder is the one of the other caches, and none when Node is told not to keep code", () => {
  expect(codeCacheFolder({ CELLMILL_CACHE_DIR: "/c" }, "linux")).toBe(join("/c", "code"));
  expect(codeCacheFolder({ XDG_CACHE_HOME: "/x" }, "linux")).toBe(join("/x", "cellmill", "code"));
  expect(codeCacheFolder({}, "linux")).toBe(join(homedir(), ".cache", "cellmill", "code"));
  expect(codeCacheFolder({}, "darwin")).toBe(join(homedir(), "Library", "Caches", "cellmill", "code"));
  expect(codeCacheFolder({ LOCALAPPDATA: "/l" }, "win32")).toBe(join("/l", "cellmill", "code"));
  for (const platform of ["linux", "darwin", "win32"] as const)
    for (const env of [{}, { CELLMILL_CACHE_DIR: "/c" }, { XDG_CACHE_HOME: "/x", LOCALAPPDATA: "/l" }])
      expect(codeCacheFolder(env, platform)).toBe(join(cacheFolder(env, platform), "code"));
  expect(codeCacheFolder({ NODE_DISABLE_COMPILE_CACHE: "1" }, "linux")).toBeUndefined();
});

test("the type checker's process keeps the compiler's code, and the next one finds the same with it", () => {
  const program = join(import.meta.dirname, "..", "..", "kernel-ext", "dist", "typecheck-main.js");
  const input = `${JSON.stringify(root)}\n${JSON.stringify(["const a: number = 'x';", "const b = 1", "b.c"])}\n`;
  const check = (env: NodeJS.ProcessEnv): string =>
    execFileSync(process.execPath, [program], { input, encoding: "utf8", env: { ...process.env, ...env } });
  const plain = check({ NODE_DISABLE_COMPILE_CACHE: "1" });
  expect(plain).toContain("TS2322".slice(2));
  const cache = { CELLMILL_CACHE_DIR: join(root, "cache") };
  expect(check(cache)).toBe(plain);
  expect(files()).toHaveLength(1);
  utimesSync(keptFile(), 1, 1);
  expect(check(cache)).toBe(plain);
  expect(statSync(keptFile()).mtimeMs).toBe(1000);
});
