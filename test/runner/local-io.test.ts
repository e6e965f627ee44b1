import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localHandler } from "../../src/runner/io/local.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cellmill-io-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);

describe("notebooks in files", () => {
  it("are replaced whole, keep their mode, and leave nothing beside them", async () => {
    writeFileSync(file("a.ipynb"), "old", { mode: 0o640 });
    await localHandler.write(file("a.ipynb"), "new é", {});
    expect(readFileSync(file("a.ipynb"), "utf8")).toBe("new é");
    expect(statSync(file("a.ipynb")).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["a.ipynb"]);
  });

  it("are written through a link, which stays a link", async () => {
    writeFileSync(file("target.ipynb"), "old");
    symlinkSync(file("target.ipynb"), file("link.ipynb"));
    await localHandler.write(file("link.ipynb"), "new", {});
    expect(lstatSync(file("link.ipynb")).isSymbolicLink()).toBe(true);
    expect(readFileSync(file("target.ipynb"), "utf8")).toBe("new");
  });

  it("are written through a link to a file that is yet to be made", async () => {
    mkdirSync(file("elsewhere"));
    symlinkSync(file("elsewhere/made.ipynb"), file("second.ipynb"));
    symlinkSync("second.ipynb", file("first.ipynb"));
    await localHandler.checkWritable!(file("first.ipynb"));
    await localHandler.write(file("first.ipynb"), "new", {});
    expect(lstatSync(file("first.ipynb")).isSymbolicLink()).toBe(true);
    expect(readFileSync(file("elsewhere/made.ipynb"), "utf8")).toBe("new");
  });

  it.skipIf(process.getuid?.() !== 0)("keep their owner, where we may give files away", async () => {
    writeFileSync(file("owned.ipynb"), "old");
    chownSync(file("owned.ipynb"), 1234, 4321);
    await localHandler.write(file("owned.ipynb"), "new", {});
    const { uid, gid } = statSync(file("owned.ipynb"));
    expect([uid, gid]).toEqual([1234, 4321]);
  });

  it.each([
    ["a name that is too long", `${"n".repeat(300)}.ipynb`, /ENAMETOOLONG: name too long$/],
    ["a name that ends as a folder's", "out.ipynb/", /output folder .*out\.ipynb doesn't exist$/],
  ])("%s is refused before anything runs", async (_, name, message) => {
    await expect(localHandler.checkWritable!(`${folder}/${name}`)).rejects.toThrow(message);
  });

  it("are written in place where their folder lets nobody replace them", async () => {
    mkdirSync(file("foreign"));
    writeFileSync(file("foreign/a.ipynb"), "a longer old text");
    const { ino } = statSync(file("foreign/a.ipynb"));
    chmodSync(file("foreign/a.ipynb"), 0o666);
    chmodSync(file("foreign"), 0o555);
    chmodSync(folder, 0o755);
    // Root may do all: as nobody we may not.
    const isRoot = process.geteuid!() === 0;
    if (isRoot) process.seteuid!(65534);
    try {
      await localHandler.checkWritable!(file("foreign/a.ipynb"));
      await localHandler.write(file("foreign/a.ipynb"), "new", {});
      await expect(localHandler.checkWritable!(file("foreign/b.ipynb"))).rejects.toThrow(/EACCES/);
    } finally {
      if (isRoot) process.seteuid!(0);
      chmodSync(file("foreign"), 0o755);
    }
    expect(readFileSync(file("foreign/a.ipynb"), "utf8")).toBe("new");
    expect(statSync(file("foreign/a.ipynb")).ino).toBe(ino);
    expect(readdirSync(file("foreign"))).toEqual(["a.ipynb"]);
  });

  it("are no folders, and no URLs of files", async () => {
    await expect(localHandler.read(folder, {})).rejects.toThrow(/cannot be read.*a folder/);
    await expect(localHandler.read(`file://${folder}/a.ipynb`, {})).rejects.toThrow(/Give a path, without file:/);
  });

  it("may go to a device, which stays a device", async () => {
    await localHandler.checkWritable!("/dev/null");
    await localHandler.write("/dev/null", "gone", {});
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it("may go to a pipe and come from one, whoever opens it first", async () => {
    execFileSync("mkfifo", [file("pipe")]);
    const text = "é".repeat(200_000);
    const reading = localHandler.read(file("pipe"), {});
    const writing = localHandler.write(file("pipe"), text, {});
    expect(Buffer.from(await reading).toString()).toBe(text);
    await writing;
    const late = localHandler.write(file("pipe"), text, {});
    const reader = spawn("sh", ["-c", 'sleep 0.2; wc -c < "$0"', file("pipe")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [counted] = (await once(reader.stdout.setEncoding("utf8"), "data")) as [string];
    expect(Number(counted)).toBe(400_000);
    await late;
    expect(statSync(file("pipe")).isFIFO()).toBe(true);
  });

  it("wait for the other end of a pipe until they are told to give up", async () => {
    execFileSync("mkfifo", [file("deaf")]);
    for (const signal of [AbortSignal.abort(), AbortSignal.timeout(100)]) {
      await expect(localHandler.write(file("deaf"), "x", { waitSignal: signal })).rejects.toThrow(
        /a pipe that nobody reads/,
      );
      await expect(localHandler.read(file("deaf"), { signal })).rejects.toThrow(/deaf: the file cannot be read/);
    }
  });

  it("say so where the reader of a pipe leaves before the end", async () => {
    execFileSync("mkfifo", [file("left")]);
    const reader = spawn("head", ["-c", "1", file("left")], { stdio: "ignore" });
    await expect(localHandler.write(file("left"), "x".repeat(1_000_000), {})).rejects.toThrow(/EPIPE/);
    await once(reader, "close");
  });

  it.each(["write", "checkWritable"] as const)(
    "%s says which folder is missing, and that a folder is no file",
    async (method) => {
      const call = (path: string): Promise<void> => localHandler[method]!(path, "x", {});
      await expect(call(file("no/such.ipynb"))).rejects.toThrow(/output folder .*\/no doesn't exist/);
      await expect(localHandler.read(file("none.ipynb"), {})).rejects.toMatchObject({ tag: "NotFoundError" });
    },
  );

  it("that are folders cannot be written, and nothing is left behind", async () => {
    mkdirSync(file("folder.ipynb"));
    await expect(localHandler.write(file("folder.ipynb"), "x", {})).rejects.toMatchObject({ tag: "StoreError" });
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
