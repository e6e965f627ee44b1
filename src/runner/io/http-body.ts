import { gatherBytes } from "./gather-bytes.js";

/** The bytes of an answer. A body whose length is told is put together as it comes, without a second copy. */
export async function readBody(response: Response): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  return gatherBytes(response.body as AsyncIterable<Uint8Array>, lengthOf(response));
}

/** More room is not made on the word of a server alone. */
const MOST_ROOM = 1 << 30;

function lengthOf(response: Response): number {
  // What a length says of a compressed body is the length of what was sent.
  if (response.headers.has("content-encoding")) return 0;
  const length = Number(response.headers.get("content-length") ?? 0);
  return Number.isSafeInteger(length) && length >= 0 ? Math.min(length, MOST_ROOM) : 0;
}

/** A body that is sent chunk by chunk. */
export function chunkStream(chunks: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done) controller.close();
        // An empty piece would end nothing and wake nobody.
        else controller.enqueue(next.value);
      },
    },
    { highWaterMark: 0 },
  );
}
