/** A cell's source with its magic line taken out. */
export interface MagicCell {
  readonly magic: "time" | "capture" | undefined;
  /** The source with the magic line as a comment of the same length, so that all positions stay. */
  readonly source: string;
}

const KNOWN = ["time", "capture"] as const;

/** An unknown magic, or text where none is allowed; shown like any error of a cell. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads the magic in the first line of a cell that is not blank: `%%time` or `%%capture`. */
export function parseMagic(source: string): MagicCell {
  const match = /^((?:[ \t]*\r?\n)*[ \t]*)(%%?)(\w*)([^\n]*)/.exec(source);
  if (match === null) return { magic: undefined, source };
  const [line, before = "", percent = "", name = "", rest = ""] = match;
  const magic = KNOWN.find((known) => known === name);
  if (percent !== "%%" || magic === undefined) {
    throw new UsageError(`unknown magic ${percent}${name}; known: ${KNOWN.map((known) => `%%${known}`).join(", ")}`);
  }
  if (rest.trim() !== "") throw new UsageError(`%%${name}: code starts in the next line, found ${rest.trim()}`);
  const comment = before + "//".padEnd(percent.length + name.length + rest.trimEnd().length, " ");
  return { magic, source: comment + source.slice(line.trimEnd().length) };
}

/** The source for completion, hover and the like, where an unknown magic is no matter. */
export function withoutMagic(source: string): string {
  return source.replace(/^((?:[ \t]*\r?\n)*[ \t]*)%%/, "$1//");
}
