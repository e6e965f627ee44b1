import { createHash } from "node:crypto";
import { accessSync, constants, mkdtempSync, readFileSync, readlinkSync } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { StoreError } from "./errors.js";

let cleaned: string | undefined;

/**
 * A new folder that only this user may enter (mode 0700). Its maker removes it. If that is killed, the first such folder of a
 * later process removes it: its name says whose it is.
 */
export function makeTemporaryFolder(): string {
  const root = temporaryRoot();
  const folder = mkdtempSync(join(root, `cellmill-${ownerPrefix()}`));
  if (cleaned !== root) {
    cleaned = root;
    void removeLeftovers(root).catch(() => undefined);
  }
  return folder;
}

/** Where temporary files go: as Python's `tempfile` does, the system's usual places if `TMPDIR` names none that we may use. */
export function temporaryRoot(): string {
  const candidates = [...new Set([tmpdir(), "/tmp", "/var/tmp"])];
  const found = candidates.find(isUsable);
  if (found !== undefined) return found;
  throw new StoreError({
    what: "no folder for temporary files can be written",
    where: candidates.join(", "),
    hint: "Set TMPDIR to a folder that can be.",
  });
}

function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Removes temporary folders of this user whose process has ended, on this machine, since its start. */
export async function removeLeftovers(folder: string, uid: number | undefined = process.getuid?.()): Promise<void> {
  const here = machine();
  if (here === undefined) return;
  for (const name of await readdir(folder)) {
    const [, place, pid, start] = /^cellmill-(\w{8})-(\w+)-(\w+)-\w{6}$/.exec(name) ?? [];
    if (place !== here || pid === undefined || start === undefined) continue;
    if (startOf(Number.parseInt(pid, 36)) === start) continue;
    const path = join(folder, name);
    // Not the target of a link that somebody put there: `lstat` sees the link itself, and `rm` follows none.
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory() && found.uid === uid) await rm(path, { recursive: true, force: true });
  }
}

/** Who makes a folder: machine, process, and when that began, since process ids come again. Empty where this is not known. */
function ownerPrefix(): string {
  const place = machine();
  const start = startOf(process.pid);
  return place === undefined || start === undefined ? "" : `${place}-${process.pid.toString(36)}-${start}-`;
}

/**
 * What process ids are told apart in: a boot of a machine, and a container. A folder for temporary files may be shared by several.
 */
function machine(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    const identity = [hostname(), boot, readlinkSync("/proc/self/ns/pid")].join("\n");
    return createHash("sha256").update(identity).digest("hex").slice(0, 8);
  } catch {
    return undefined; // Linux alone says it without another program
  }
}

/** When a process began, in the system's clock ticks since the boot; absent if there is none. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in brackets, which may hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A process that has ended but was not waited for is a zombie.
    return fields[0] === "Z" ? undefined : Number(fields[19]).toString(36);
  } catch {
    return undefined;
  }
}
