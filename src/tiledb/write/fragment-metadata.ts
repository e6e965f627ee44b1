import type { Datatype } from "../datatype.js";
import { isInteger } from "../datatype.js";
import type { Dimension } from "../types.js";
import { ByteWriter, concatBytes } from "./byte-writer.js";
import { emptySummary, type FieldSummary, hasMinMax, mergeSummaries } from "./field-summary.js";
import { encodeGenericTile } from "./generic-tile.js";
import { type Box, encodeRTree, unionBox } from "./r-tree.js";
import { rangeBytes, scalarBytes } from "./scalar-bytes.js";

/** What the data files of one field look like, collected while they are written. */
export interface FieldRecord {
  readonly type: Datatype;
  readonly role: "attribute" | "dimension";
  readonly isVar: boolean;
  readonly nullable: boolean;
  /** Start of each tile in the field's file, in its variable-length file and in its validity file. */
  readonly tileOffsets: number[];
  readonly varOffsets: number[];
  readonly validityOffsets: number[];
  /** Bytes of each variable-length tile before filtering. */
  readonly varSizes: number[];
  readonly summaries: FieldSummary[];
  readonly fileBytes: number;
  readonly varFileBytes: number;
  readonly validityFileBytes: number;
}

/** One sparse fragment in global order, as its metadata file describes it. */
export interface FragmentRecord {
  readonly schemaName: string;
  readonly dimensions: readonly Dimension[];
  /** Attributes in schema order, then dimensions. */
  readonly fields: readonly FieldRecord[];
  /** Bounding box of each tile. */
  readonly boxes: readonly Box[];
  readonly lastTileCells: number;
}

/** The whole `__fragment_metadata.tdb`: generic tiles, footer, u64 footer length. */
export function encodeFragmentMetadata(fragment: FragmentRecord, formatVersion: number): Uint8Array {
  const out = new ByteWriter(4096);
  const part = (bytes: Uint8Array): number => {
    const start = out.length;
    out.bytes(encodeGenericTile(bytes, formatVersion));
    return start;
  };
  const slots = slotsOf(fragment);
  const perSlot = (encode: (slot: Slot) => Uint8Array): number[] => slots.map((slot) => part(encode(slot)));
  const zeros = fragment.boxes.map(() => 0);

  const rTree = part(encodeRTree(fragment.boxes, fragment.dimensions));
  const starts = [
    ...perSlot((slot) => countedU64s(slot?.tileOffsets ?? zeros)),
    ...perSlot((slot) => countedU64s(slot?.isVar ? slot.varOffsets : zeros)),
    ...perSlot((slot) => countedU64s(slot?.isVar ? slot.varSizes : zeros)),
    ...perSlot((slot) => countedU64s(slot?.nullable ? slot.validityOffsets : zeros)),
    ...perSlot((slot) => tileExtremes(slot, "min")),
    ...perSlot((slot) => tileExtremes(slot, "max")),
    ...perSlot(tileSums),
    ...perSlot((slot) => countedU64s(slot?.nullable ? slot.summaries.map((summary) => summary.nulls) : [])),
  ];
  const whole = part(concatBytes(slots.map(fragmentSummary)));
  const conditions = part(countedU64s([])); // processed delete conditions

  const footer = encodeFooter(fragment, slots, formatVersion, rTree, starts, whole, conditions);
  return out.bytes(footer).uint64(footer.length).finish();
}

/** A field, or the coordinates' slot of old formats that every per-field vector still has, always empty. */
type Slot = FieldRecord | undefined;

function slotsOf(fragment: FragmentRecord): Slot[] {
  const attributes = fragment.fields.filter((field) => field.role === "attribute");
  return [...attributes, undefined, ...fragment.fields.slice(attributes.length)];
}

function encodeFooter(
  fragment: FragmentRecord,
  slots: readonly Slot[],
  formatVersion: number,
  rTree: number,
  starts: readonly number[],
  whole: number,
  conditions: number,
): Uint8Array {
  const out = new ByteWriter(1024)
    .uint32(formatVersion)
    .text64(fragment.schemaName)
    .uint8(0) // sparse
    .uint8(fragment.boxes.length === 0 ? 1 : 0); // 1: no non-empty domain
  if (fragment.boxes.length > 0) {
    unionBox(fragment.boxes).forEach((range, d) => void out.bytes(rangeBytes(fragment.dimensions[d]!.type, range)));
  }
  out.uint64(fragment.boxes.length).uint64(fragment.lastTileCells);
  out.uint8(0).uint8(0); // neither timestamps nor delete metadata
  for (const slot of slots) out.uint64(slot?.fileBytes ?? 0);
  for (const slot of slots) out.uint64(slot?.varFileBytes ?? 0);
  for (const slot of slots) out.uint64(slot?.validityFileBytes ?? 0);
  out.uint64(rTree);
  for (const start of starts) out.uint64(start);
  return out.uint64(whole).uint64(conditions).finish();
}

function countedU64s(values: readonly number[]): Uint8Array {
  const out = new ByteWriter(8 + 8 * values.length).uint64(values.length);
  for (const value of values) out.uint64(value);
  return out.finish();
}

/** u64 fixed bytes | u64 variable bytes | values. Kept for numeric attributes only. */
function tileExtremes(slot: Slot, which: "min" | "max"): Uint8Array {
  if (slot === undefined || !keepsMinMax(slot)) return new ByteWriter(16).uint64(0).uint64(0).finish();
  const values = concatBytes(slot.summaries.map((summary) => scalarBytes(slot.type, summary[which])));
  return new ByteWriter(16 + values.length).uint64(values.length).uint64(0).bytes(values).finish();
}

/** Sums also exist for dimensions. */
function tileSums(slot: Slot): Uint8Array {
  if (slot === undefined || slot.isVar || !hasMinMax(slot.type)) return countedU64s([]);
  const out = new ByteWriter(8 + 8 * slot.summaries.length).uint64(slot.summaries.length);
  for (const { sum } of slot.summaries) out.bytes(sumBytes(slot.type, sum));
  return out.finish();
}

/** u64 bytes, min | u64 bytes, max | 8-byte sum | u64 null count, over all tiles of the field. */
function fragmentSummary(slot: Slot): Uint8Array {
  const out = new ByteWriter(64);
  if (slot === undefined) return out.uint64(0).uint64(0).uint64(0).uint64(0).finish();
  const total = slot.summaries.reduce(mergeSummaries, emptySummary(slot.type));
  for (const value of [total.min, total.max]) {
    const bytes = keepsMinMax(slot) ? scalarBytes(slot.type, value) : new Uint8Array(0);
    out.uint64(bytes.length).bytes(bytes);
  }
  const summed = !slot.isVar && hasMinMax(slot.type);
  return out
    .bytes(summed ? sumBytes(slot.type, total.sum) : new Uint8Array(8))
    .uint64(total.nulls)
    .finish();
}

function keepsMinMax(field: FieldRecord): boolean {
  return field.role === "attribute" && !field.isVar && hasMinMax(field.type);
}

/** i64, u64 or f64 by the field's type; integers stop at the type's limit, as in libtiledb. */
function sumBytes(type: Datatype, sum: number | bigint): Uint8Array {
  if (!isInteger(type)) return scalarBytes("float64", sum);
  const [low, high] = type.startsWith("uint") ? [0n, 2n ** 64n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
  const exact = BigInt(sum);
  const clamped = exact < low ? low : exact > high ? high : exact;
  return scalarBytes("int64", BigInt.asIntN(64, clamped));
}
