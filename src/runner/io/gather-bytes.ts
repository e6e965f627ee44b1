/** Where the length is not known, room is made for so many times what has come. */
const GROWTH = 1.5;

/** All of what comes in chunks, put together as it comes: chunks that are all kept to the end would be held twice. */
export async function gatherBytes(chunks: AsyncIterable<Uint8Array>, expected = 0): Promise<Uint8Array> {
  let bytes = new Uint8Array(expected);
  let filled = 0;
  for await (const chunk of chunks) {
    if (filled + chunk.byteLength > bytes.byteLength) {
      const larger = new Uint8Array(Math.max(filled + chunk.byteLength, Math.ceil(bytes.byteLength * GROWTH)));
      larger.set(bytes.subarray(0, filled));
      bytes = larger;
    }
    bytes.set(chunk, filled);
    filled += chunk.byteLength;
  }
  return bytes.subarray(0, filled);
}
