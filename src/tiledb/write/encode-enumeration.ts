import { UnsupportedFeatureError } from "../../core/index.js";
import { datatypeCode } from "../datatype.js";
import type { Enumeration } from "../types.js";
import { ByteWriter, bytesOf } from "./byte-writer.js";

const VARIABLE = 0xffff_ffff;
const utf8 = new TextEncoder();

/** The content of an enumeration file: head, values, and for strings their byte starts. */
export function encodeEnumeration(enumeration: Enumeration, file: string): Uint8Array {
  const { values, type } = enumeration;
  const out = new ByteWriter(256).uint32(0).text32(enumeration.name).text32(file).uint8(datatypeCode(type));
  if (ArrayBuffer.isView(values)) {
    const bytes = bytesOf(values);
    return out
      .uint32(1)
      .uint8(enumeration.ordered ? 1 : 0)
      .uint64(bytes.length)
      .bytes(bytes)
      .finish();
  }
  if (type !== "string_utf8" && type !== "string_ascii") {
    throw new UnsupportedFeatureError({
      what: `enumeration of type ${type} cannot be written`,
      where: enumeration.name,
    });
  }
  const texts = values.map((value) => utf8.encode(String(value)));
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  out
    .uint32(VARIABLE)
    .uint8(enumeration.ordered ? 1 : 0)
    .uint64(total);
  for (const text of texts) out.bytes(text);
  out.uint64(8 * texts.length);
  let start = 0;
  for (const text of texts) {
    out.uint64(start);
    start += text.length;
  }
  return out.finish();
}
