/** A key as a part of a JSON pointer (RFC 6901). */
export function toPointerKey(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The key that a part of a JSON pointer stands for. */
export function fromPointerKey(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
