import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";

const DIGEST_BYTES = 32;
/** One file for each version and set of flags of V8 that was used lately. */
const KEPT_FILES = 8;

/**
 * A CommonJS script that V8 need not compile anew in each process: what it compiled in an earlier one is kept in
 * `folder`, and the functions are read from there. Without a usable file the script is compiled as `require` does it.
 */
export class CachedScript {
  readonly #path: string;
  readonly #folder: string | undefined;
  #script: Script | undefined;

  /** `path` is what `require.resolve` gives; no code is kept where `folder` is undefined. */
  constructor(path: string, folder: string | undefined) {
    this.#path = path;
    this.#folder = folder;
  }

  /** The module's exports, and the same for all who require it. */
  require(): unknown {
    const require = createRequire(this.#path);
    const loaded = require.cache[this.#path];
    if (loaded !== undefined) return loaded.exports;
    if (this.#folder === undefined) return require(this.#path);
    const cachedData = this.#read();
    const script = new Script(Module.wrap(readFileSync(this.#path, "utf8")), {
      filename: this.#path,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (cachedData === undefined || script.cachedDataRejected) this.#script = script;
    const module = new Module(this.#path);
    module.filename = this.#path;
    require.cache[this.#path] = module;
    try {
      const run = script.runInThisContext() as (...scope: unknown[]) => void;
      run.call(module.exports, module.exports, require, module, this.#path, dirname(this.#path));
    } catch (error) {
      delete require.cache[this.#path];
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  /** Keeps the functions that were compiled so far for other processes, if none has yet. Takes about 0.1 s, once. */
  keep(): void {
    const script = this.#script;
    this.#script = undefined;
    if (script === undefined || this.#folder === undefined) return;
    try {
      const code = script.createCachedData();
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      replaceFile(this.#file(), Buffer.concat([digest(code), code]));
      this.#removeOld();
    } catch {
      // A folder that cannot be written to, or a full disk: only time is lost.
    }
  }

  /** V8 runs what is kept without checking it: only a whole file is taken, which no other user can have written. */
  #read(): Buffer | undefined {
    try {
      const file = this.#file();
      const { uid, mode } = statSync(file);
      if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0)) return undefined;
      const bytes = readFileSync(file);
      const code = bytes.subarray(DIGEST_BYTES);
      return digest(code).equals(bytes.subarray(0, DIGEST_BYTES)) ? code : undefined;
    } catch {
      return undefined;
    }
  }

  /** Named for all that the code depends on: V8 itself only compares its version, its flags and the script's length. */
  #file(): string {
    const { size, mtimeMs } = statSync(this.#path);
    const key = [this.#path, size, mtimeMs, process.version, process.arch, cachedDataVersionTag()];
    const name = createHash("sha256").update(JSON.stringify(key)).digest("hex");
    return join(this.#folder ?? "", `${name}.code`);
  }

  #removeOld(): void {
    const folder = this.#folder ?? "";
    const files = readdirSync(folder).map((name) => join(folder, name));
    const newestFirst = files.map((file) => ({ file, time: statSync(file).mtimeMs })).sort((a, b) => b.time - a.time);
    for (const { file } of newestFirst.slice(KEPT_FILES)) rmSync(file, { force: true });
  }
}

/** By way of a file of another name: other processes see the whole of it or nothing. */
function replaceFile(file: string, bytes: Uint8Array): void {
  const part = `${file}.${randomUUID()}`;
  try {
    writeFileSync(part, bytes, { mode: 0o600 });
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
