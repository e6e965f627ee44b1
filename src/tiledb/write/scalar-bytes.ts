import { UnsupportedFeatureError } from "../../core/index.js";
import { type Datatype, datatypeSize } from "../datatype.js";
import type { DomainRange, DomainValue } from "../types.js";
import { concatBytes } from "./byte-writer.js";

/** One value of a fixed type as its bytes. */
export function scalarBytes(type: Datatype, value: DomainValue): Uint8Array {
  const bytes = new Uint8Array(datatypeSize(type));
  const view = new DataView(bytes.buffer);
  if (typeof value === "string") throw new UnsupportedFeatureError({ what: `a ${type} given as text` });
  if (type === "float32") view.setFloat32(0, Number(value), true);
  else if (type === "float64") view.setFloat64(0, Number(value), true);
  else if (bytes.length === 8) view.setBigInt64(0, BigInt(value), true);
  else if (bytes.length === 4) view.setInt32(0, Number(value), true);
  else if (bytes.length === 2) view.setInt16(0, Number(value), true);
  else view.setInt8(0, Number(value));
  return bytes;
}

/** Low, then high, as a fixed-size range is stored. */
export function rangeBytes(type: Datatype, [low, high]: DomainRange): Uint8Array {
  return concatBytes([scalarBytes(type, low), scalarBytes(type, high)]);
}
