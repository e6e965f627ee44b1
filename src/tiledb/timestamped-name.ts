/** `__t1_t2_uuid[_v]`: the names of fragments, commits, schemas, metadata and group files. Times are ms. */
export interface TimestampedName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly version?: number;
}

/** The parts of such a name (without extension), or `undefined` if it is not one. */
export function parseTimestampedName(name: string): TimestampedName | undefined {
  const match = /^__(\d{1,16})_(\d{1,16})_[0-9a-fA-F]+(?:_(\d{1,9}))?$/.exec(name);
  if (match === null) return undefined;
  const version = match[3] === undefined ? {} : { version: Number(match[3]) };
  return { name, start: Number(match[1]), end: Number(match[2]), ...version };
}

/** Order of time, then of name, so that the order never depends on the listing. */
export function compareNames(a: TimestampedName, b: TimestampedName): number {
  return a.start - b.start || a.end - b.end || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** The part of a key or URI behind the last slash, without `extension`. */
export function baseName(path: string, extension = ""): string {
  const base = path.slice(path.replace(/\/+$/, "").lastIndexOf("/") + 1).replace(/\/+$/, "");
  return base.endsWith(extension) ? base.slice(0, base.length - extension.length) : base;
}
