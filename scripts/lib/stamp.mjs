// Remembers by content hash what a set-up step was done for, so that a second run skips it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./run.mjs";

/** A hash over the names and contents of the files and folders, given relative to the project. */
export function hashOf(paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) {
        if (name !== "node_modules" && name !== "dist") add(join(path, name));
      }
    } else {
      hash.update(path).update(readFileSync(full));
    }
  };
  for (const path of paths) add(path);
  return hash.digest("hex");
}

const stampPath = (name) => join(root, "node_modules", ".cellmill", name);

export function isDone(name, hash) {
  const path = stampPath(name);
  return existsSync(path) && readFileSync(path, "utf8") === hash;
}

export function markDone(name, hash) {
  const path = stampPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, hash);
}
