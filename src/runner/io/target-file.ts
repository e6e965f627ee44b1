import { constants, type Stats } from "node:fs";
import { access, type FileHandle, open, readlink, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { StoreError } from "../../core/index.js";

/** Of a name, how much a temporary file's name shows: names have at most 255 bytes. */
const NAME_CHARACTERS = 40;

let counter = 0;

/** Systems follow about as many links; more are a circle. */
const MOST_LINKS = 40;

/** Paths of open files, such as /dev/stdout: what they stand for may have no other name, or is somebody's to write on. */
const OPEN_FILE = /^\/(?:dev\/(?:fd\/|std(?:in|out|err)$)|proc\/[^/]+\/fd\/)/;

/** What is to be replaced when the path is written: a link stays a link, also one to a file that is yet to be made. */
export async function realTarget(path: string): Promise<string> {
  if (await isSpecial(path)) return path;
  let target = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const real = await realpath(target).catch(() => undefined);
    if (real !== undefined) return real;
    const next = await readlink(target).catch(() => undefined);
    if (next === undefined) break;
    target = resolve(dirname(target), next);
  }
  return target;
}

/** True for a pipe or device, where a second text would follow the first. */
export function isStream(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => !status.isFile() && !status.isDirectory(),
    () => false,
  );
}

/** True for a device, pipe or open file, such as /dev/null or /dev/stdout, which must be written and never replaced. */
export async function isSpecial(path: string): Promise<boolean> {
  return OPEN_FILE.test(path) || (await isStream(path));
}

/** Refusals to make or rename a file of a folder: it may not be ours, hold its owners' files fast, or the file is a mount. */
const REFUSED_BY_FOLDER = new Set(["EACCES", "EPERM", "EROFS", "EBUSY", "EXDEV"]);

/** True if a file cannot be replaced for the sake of its folder, but is there and may be written. */
export async function mustStay(path: string, cause: unknown): Promise<boolean> {
  if (!REFUSED_BY_FOLDER.has((cause as NodeJS.ErrnoException).code ?? "")) return false;
  return (await fileAt(path)) && (await refusal(path)) === undefined;
}

/** Why a file that is there may not be written; `undefined` where it may, or there is none. */
export function refusal(path: string): Promise<NodeJS.ErrnoException | undefined> {
  return access(path, constants.W_OK).then(
    () => undefined,
    (cause: NodeJS.ErrnoException) => (cause.code === "ENOENT" ? undefined : cause),
  );
}

function fileAt(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
}

export function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

/** A name beside the target, which it can take the place of: a rename within one folder is atomic. */
export function temporaryPath(path: string): string {
  const name = [...basename(path)].slice(0, NAME_CHARACTERS).join("");
  return join(dirname(path), `.${name}.${process.pid}-${counter++}.tmp`);
}

/** A new file with the permissions and, where we may, the owner of the one that it will replace. */
export async function openLike(path: string, temporary: string): Promise<FileHandle> {
  const old = await stat(path).catch(() => undefined);
  if (old === undefined) return open(temporary, "w", 0o666);
  const file = await open(temporary, "w", old.mode & 0o777);
  await makeLike(file, old);
  return file;
}

/** Gives a file the owner and permissions of another, as far as the system lets us. */
export async function makeLike(file: FileHandle, old: Pick<Stats, "mode" | "uid" | "gid">): Promise<void> {
  const now = await file.stat();
  if (now.uid !== old.uid || now.gid !== old.gid) {
    // Only root gives files away; a group that one is in can be kept.
    await file.chown(old.uid, old.gid).catch(() => file.chown(now.uid, old.gid).catch(() => {}));
  }
  // The umask is for new files; file systems without permissions refuse.
  await file.chmod(old.mode & 0o777).catch(() => {});
}

export async function removeQuietly(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => {});
}

/** Why a path could not be written, in words. */
export async function writeError(path: string, cause: unknown): Promise<StoreError> {
  const folder = dirname(path);
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!exists) return new StoreError({ what: `output folder ${folder} doesn't exist`, where: path, cause });
  return new StoreError({ what: "the file cannot be written", where: path, got: systemError(cause), cause });
}

/** What the system said, without the call and the temporary name that it was about. */
export function systemError(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/, [a-z]+( '[\s\S]*)?$/, "");
}
