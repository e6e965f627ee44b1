import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { removeLeftovers, temporaryRoot } from "../../src/core/temporary-folder.js";

const MODULE = fileURLToPath(new URL("../../dist/core/temporary-folder.js", import.meta.url));
const CODE = `const { makeTemporaryFolder } = await import(${JSON.stringify(pathToFileURL(MODULE).href)});
console.log(makeTemporaryFolder());
setInterval(() => {}, 1e6);`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "temporary-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that made a folder, and what it is called. */
async function owner(): Promise<{ path: string; kill: () => Promise<unknown> }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", CODE], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const path = await new Promise<string>((resolve) =>
    child.stdout.once("data", (text: Buffer) => resolve(text.toString().trim())),
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const kill = (): Promise<unknown> => {
    child.kill("SIGKILL");
    return ended;
  };
  return { path, kill };
}

it("a process's folder is its user's alone, and stays while it runs", async () => {
  const { path, kill } = await owner();
  expect(statSync(path).mode & 0o777).toBe(0o700);
  await removeLeftovers(folder);
  expect(existsSync(path)).toBe(true);
  await kill();
});

it("the first folder of another process removes those of killed ones, with all that is in them", async () => {
  const first = await owner();
  const precious = join(folder, "precious");
  mkdirSync(precious);
  writeFileSync(join(precious, "data"), "");
  symlinkSync(precious, join(first.path, "link"));
  await first.kill();
  const second = await owner();
  while (existsSync(first.path)) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(readdirSync(folder).sort()).toEqual([basename(second.path), "precious"]);
  expect(readdirSync(precious)).toEqual(["data"]);
  await second.kill();
});

it("a process id that came again is not taken for the owner's", async () => {
  const { path, kill } = await owner();
  const earlier = path.replace(/-\w+-(?=\w{6}$)/, "-1-");
  mkdirSync(earlier);
  await removeLeftovers(folder);
  expect([existsSync(earlier), existsSync(path)]).toEqual([false, true]);
  await kill();
});

it("what may be another's stays: of other users, machines and programs, and links", async () => {
  const { path, kill } = await owner();
  await kill();
  const target = join(folder, "target");
  mkdirSync(target);
  const link = path.replace(/\w{6}$/, "linked");
  symlinkSync(target, link);
  const file = path.replace(/\w{6}$/, "a_file");
  writeFileSync(file, "");
  const elsewhere = path.replace(/cellmill-\w{8}/, "cellmill-00000000");
  const others = [elsewhere, join(folder, "cellmill-Ab12Cd"), join(folder, "cellmill-coverage-Ab12Cd")];
  for (const other of others) mkdirSync(other);
  await removeLeftovers(folder, (process.getuid?.() as number) + 1);
  expect(existsSync(path)).toBe(true);
  await removeLeftovers(folder);
  expect(readdirSync(folder).sort()).toEqual(["target", ...[link, file, ...others].map((one) => basename(one))].sort());
});

it("temporary files go to the system's usual place where TMPDIR names no folder", () => {
  const before = process.env["TMPDIR"];
  try {
    process.env["TMPDIR"] = folder;
    expect(temporaryRoot()).toBe(folder);
    process.env["TMPDIR"] = join(folder, "none");
    expect(["/tmp", "/var/tmp"]).toContain(temporaryRoot());
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
});
