import { FormatError } from "../../core/index.js";
import type { DecodeContext } from "./types.js";

/** Throws the error of a filter whose input cannot be what an encoder wrote. */
export function damaged(filter: string, context: DecodeContext, expected: string, got: string, cause?: unknown): never {
  throw new FormatError({
    what: `${filter} filter`,
    where: context.where,
    expected,
    got,
    hint: "The file is damaged",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The size, checked against what the chunk can hold, before anything of that size is allocated. */
export function checkedSize(sizeBytes: number, filter: string, context: DecodeContext): number {
  if (sizeBytes > context.maxBytes) damaged(filter, context, `at most ${context.maxBytes} bytes`, `${sizeBytes}`);
  return sizeBytes;
}
