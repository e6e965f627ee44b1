import type { ByteCursor } from "../../core/index.js";
import { checkedSize, damaged } from "./damage.js";
import type { DecodeContext, StringStarts } from "./types.js";

/** The common head of string RLE and dictionary: u32 0 | u32 1 | u32 output | u32 input | u32 offsets bytes. */
export function readStringHead(
  head: ByteCursor,
  data: Uint8Array,
  filter: string,
  context: DecodeContext,
): { outputBytes: number; inputBytes: number } {
  head.uint32();
  head.uint32();
  const outputBytes = checkedSize(head.uint32(), filter, context);
  const inputBytes = head.uint32();
  head.uint32();
  if (inputBytes > data.length) damaged(filter, context, `${inputBytes} bytes of input`, `${data.length}`);
  return { outputBytes, inputBytes };
}

/** A big-endian unsigned integer of 1, 2, 4 or 8 bytes. */
export function readBigEndian(
  bytes: Uint8Array,
  at: number,
  size: number,
  filter: string,
  context: DecodeContext,
): number {
  if (size < 1 || size > 8 || at + size > bytes.length)
    damaged(filter, context, "an integer of 1 to 8 bytes", `${size} bytes at ${at} of ${bytes.length}`);
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + bytes[at + i]!;
  return value;
}

/** Collects decoded strings and their starts, with every size known beforehand. */
export class StringOutput {
  readonly #filter: string;
  readonly #context: DecodeContext;
  readonly #bytes: Uint8Array;
  readonly #sink: StringStarts;
  #length = 0;

  constructor(filter: string, sizeBytes: number, context: DecodeContext) {
    if (context.strings === undefined) damaged(filter, context, "a field of strings", "another field");
    this.#filter = filter;
    this.#context = context;
    this.#bytes = new Uint8Array(sizeBytes);
    this.#sink = context.strings;
  }

  push(text: Uint8Array): void {
    const { starts } = this.#sink;
    if (this.#sink.count >= starts.length)
      damaged(this.#filter, this.#context, `${starts.length} strings in the tile`, "more");
    if (this.#length + text.length > this.#bytes.length)
      damaged(this.#filter, this.#context, `${this.#bytes.length} bytes of output`, "more");
    starts[this.#sink.count++] = this.#sink.bytes + this.#length;
    this.#bytes.set(text, this.#length);
    this.#length += text.length;
  }

  finish(): Uint8Array {
    if (this.#length !== this.#bytes.length)
      damaged(this.#filter, this.#context, `${this.#bytes.length} bytes of output`, `${this.#length}`);
    this.#sink.bytes += this.#length;
    return this.#bytes;
  }
}
