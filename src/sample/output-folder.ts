import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { atExit } from "../core/exit-cleanup.js";
import { OptionError } from "../core/index.js";

/**
 * Runs `write` on a new folder beside `dir` and moves it to `dir` when it is complete: a run that fails or is stopped
 * leaves `dir` as it was. An existing folder must be empty, or be a SOMA experiment and `force` given.
 */
export async function writeFolderAtomically(
  dir: string,
  force: boolean,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  const target = resolve(dir);
  const existing = await checkTarget(target, dir, force);
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  const suffix = randomBytes(4).toString("hex");
  const partial = join(parent, `.${basename(target)}.partial-${suffix}`);
  const old = join(parent, `.${basename(target)}.old-${suffix}`);
  const forget = atExit(() => rmSync(partial, { recursive: true, force: true }));
  try {
    await write(partial);
    if (existing) await rename(target, old);
    await rename(partial, target).catch(async (error: unknown) => {
      if (existing) await rename(old, target);
      throw error;
    });
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  } finally {
    forget();
  }
  await rm(old, { recursive: true, force: true });
}

/** True if there is something to replace; throws if it must not be. */
async function checkTarget(target: string, dir: string, force: boolean): Promise<boolean> {
  const info = await stat(target).catch(() => undefined);
  if (info === undefined) return false;
  if (!info.isDirectory()) {
    throw new OptionError({ what: "the output folder", where: dir, expected: "a folder", got: "a file" });
  }
  const entries = await readdir(target);
  if (entries.length === 0) return true;
  if (!force) {
    throw new OptionError({
      what: "the output folder",
      where: dir,
      expected: "no folder or an empty one",
      got: `${entries.length} entries`,
      hint: "Choose another folder, or give --force (option force) to replace it",
    });
  }
  // Whoever mistypes the folder keeps it: only what can be made again is replaced.
  if (!entries.includes("__tiledb_group.tdb")) {
    throw new OptionError({
      what: "the output folder",
      where: dir,
      expected: "a SOMA experiment to replace",
      got: `a folder of ${entries.length} other entries`,
      hint: "Remove it yourself if you mean it",
    });
  }
  return true;
}
