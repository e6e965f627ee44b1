/** Bytes that a task's arguments copy when they cross a thread: typed arrays and strings, shared buffers excluded. */
export function taskSizeBytes(value: unknown): number {
  if (typeof value === "string") return 2 * value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? value.byteLength : 0;
  if (value instanceof ArrayBuffer) return value.byteLength;
  if (value instanceof SharedArrayBuffer) return 0;
  let size = 0;
  for (const item of Object.values(value)) size += taskSizeBytes(item);
  return size;
}
