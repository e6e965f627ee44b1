import { type FileHandle, open, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StoreError } from "../../core/index.js";

/** Of a name, how much a temporary file's name shows: names have at most 255 bytes. */
const NAME_CHARACTERS = 40;

let counter = 0;

/** What is to be replaced when the path is written: a link stays a link. */
export function realTarget(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** True for a device or pipe, such as /dev/null, which must be written and never replaced. */
export async function isSpecial(path: string): Promise<boolean> {
  try {
    const status = await stat(path);
    return !status.isFile() && !status.isDirectory();
  } catch {
    return false;
  }
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

/** A new file with the permissions of the one that it will replace. */
export async function openLike(path: string, temporary: string): Promise<FileHandle> {
  const mode = await stat(path).then(
    (status) => status.mode & 0o777,
    () => undefined,
  );
  const file = await open(temporary, "w", mode ?? 0o666);
  // The umask is for new files; file systems without permissions refuse.
  if (mode !== undefined) await file.chmod(mode).catch(() => {});
  return file;
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
  const got = cause instanceof Error ? cause.message : String(cause);
  return new StoreError({ what: "the file cannot be written", where: path, got, cause });
}
