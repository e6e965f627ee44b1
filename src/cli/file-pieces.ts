import { closeSync, openSync, readSync } from "node:fs";

const PIECE_BYTES = 1 << 18;

/** A file as text, piece by piece: it may be longer than a text can be. */
export function* filePieces(path: string): Generator<string> {
  const decoder = new TextDecoder();
  for (const bytes of fileBytes(path)) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

/** A file's bytes, piece by piece. */
export function* fileBytes(path: string): Generator<Uint8Array> {
  const file = openSync(path, "r");
  const buffer = new Uint8Array(PIECE_BYTES);
  try {
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) yield buffer.slice(0, count);
  } finally {
    closeSync(file);
  }
}
