import type { BigIntStats } from "node:fs";

/** What tells a file from another, and from itself once somebody has written to it. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

export function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileIdentity {
  return { dev, ino, size, mtimeNs, ctimeNs };
}

/** True if nothing was done to the file in between, not even renaming. */
export function sameFile(a: FileIdentity, b: FileIdentity): boolean {
  return sameContent(a, b) && a.ctimeNs === b.ctimeNs;
}

/** True if it is the same file and nobody has written to it in between. */
export function sameContent(a: FileIdentity, b: FileIdentity): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs;
}
