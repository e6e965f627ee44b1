import { datatypeCode, datatypeSize } from "../datatype.js";
import type { Attribute, Dimension, DomainRange } from "../types.js";
import type { SparseArraySpec } from "./array-spec.js";
import { ByteWriter } from "./byte-writer.js";
import { encodePipeline } from "./encode-pipeline.js";
import { pipeline } from "./pipelines.js";
import { rangeBytes, scalarBytes } from "./scalar-bytes.js";

/** Values per cell of variable-length fields. */
const VARIABLE = 0xffff_ffff;
const SPARSE = 1;
const ROW_MAJOR = 0;

/** The content of a schema file. `files` maps each enumeration to its file name. */
export function encodeSchema(
  spec: SparseArraySpec,
  formatVersion: number,
  files: ReadonlyMap<string, string>,
): Uint8Array {
  const out = new ByteWriter(1024)
    .uint32(formatVersion)
    .uint8(spec.allowsDuplicates ? 1 : 0)
    .uint8(SPARSE)
    .uint8(ROW_MAJOR)
    .uint8(ROW_MAJOR)
    .uint64(spec.capacity)
    .bytes(encodePipeline(pipeline())) // dimensions without filters take these: none too
    .bytes(encodePipeline(spec.offsetsFilters))
    .bytes(encodePipeline(spec.validityFilters));
  out.uint32(spec.dimensions.length);
  for (const dimension of spec.dimensions) encodeDimension(dimension, out);
  out.uint32(spec.attributes.length);
  for (const attribute of spec.attributes) encodeAttribute(attribute, out);
  out.uint32(0); // dimension labels
  out.uint32(files.size);
  for (const [name, file] of files) out.text32(name).text32(file);
  if (formatVersion >= 22) encodeCurrentDomain(spec, out);
  return out.finish();
}

function encodeDimension(dimension: Dimension, out: ByteWriter): void {
  const size = datatypeSize(dimension.type);
  out.text32(dimension.name).uint8(datatypeCode(dimension.type)).uint32(1).bytes(encodePipeline(dimension.filters));
  out.uint64(2 * size).bytes(rangeBytes(dimension.type, dimension.domain as DomainRange));
  out.uint8(0).bytes(scalarBytes(dimension.type, dimension.tileExtent as number | bigint)); // 0: there is an extent
}

function encodeAttribute(attribute: Attribute, out: ByteWriter): void {
  out
    .text32(attribute.name)
    .uint8(datatypeCode(attribute.type))
    .uint32(attribute.isVar ? VARIABLE : 1)
    .bytes(encodePipeline(attribute.filters))
    .uint64(attribute.fill.length)
    .bytes(attribute.fill)
    .uint8(attribute.nullable ? 1 : 0)
    .uint8(attribute.fillValid ? 1 : 0)
    .uint8(0) // unordered
    .text32(attribute.enumeration ?? "");
}

function encodeCurrentDomain(spec: SparseArraySpec, out: ByteWriter): void {
  out.uint32(0).uint8(spec.currentDomain === undefined ? 1 : 0); // version 0; 1 = there is none
  if (spec.currentDomain === undefined) return;
  out.uint8(0); // a rectangle
  spec.currentDomain.forEach((range, i) => {
    out.bytes(rangeBytes(spec.dimensions[i]!.type, range));
  });
}
