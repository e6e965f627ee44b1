import type { ByteCursor } from "../../core/index.js";
import { FormatError } from "../../core/index.js";
import { type Datatype, datatypeSize, isTemporal, typedView } from "../datatype.js";
import type { DomainRange, DomainValue } from "../types.js";

/** What of a dimension decides how its ranges are stored. */
export interface RangeField {
  readonly type: Datatype;
  readonly isVar: boolean;
}

/** One value of a fixed type: bigint for 64-bit integers, number otherwise. */
export function decodeValue(type: Datatype, bytes: Uint8Array): number | bigint {
  return typedView(type, bytes)[0]!;
}

/** True where coordinates are bigints. */
export function isBigType(type: Datatype): boolean {
  return type === "int64" || type === "uint64" || isTemporal(type);
}

/** Reads low and high of one dimension: fixed = both values; variable = u64 bytes, u64 bytes of low, low, high. */
export function parseRange(cursor: ByteCursor, field: RangeField, where: string): DomainRange {
  if (!field.isVar) {
    const size = datatypeSize(field.type);
    return [decodeValue(field.type, cursor.take(size).slice()), decodeValue(field.type, cursor.take(size).slice())];
  }
  const total = cursor.uint64("range size");
  const lowBytes = cursor.uint64("range start size");
  if (lowBytes > total)
    throw new FormatError({
      what: "range of a string dimension",
      where,
      expected: `at most ${total}`,
      got: `${lowBytes}`,
    });
  const bytes = cursor.take(total);
  return [binaryString(bytes.subarray(0, lowBytes)), binaryString(bytes.subarray(lowBytes))];
}

/** One char per byte: comparing such strings compares bytes, which is how the format orders strings. */
export function binaryString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** The binary string of a text's UTF-8 bytes. */
export function toBinaryString(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** A range as users see it: strings as text. */
export function publicRange([low, high]: DomainRange): DomainRange {
  return [publicValue(low), publicValue(high)];
}

function publicValue(value: DomainValue): DomainValue {
  return typeof value === "string" ? Buffer.from(value, "latin1").toString("utf8") : value;
}
