import { type ByteCursor, FormatError, UnsupportedFeatureError } from "../core/index.js";
import { type Datatype, datatypeFromCode, datatypeSize } from "./datatype.js";
import { FILTER, FILTER_DECODERS, filterName } from "./filters/table.js";
import type { FilterDecoder, Stage } from "./filters/types.js";
import type { FilterPipeline, FilterSpec } from "./types.js";

const COMPRESSORS = new Set<number>([
  FILTER.gzip,
  FILTER.zstd,
  FILTER.lz4,
  FILTER.rle,
  FILTER.bzip2,
  FILTER.doubleDelta,
  FILTER.dictionary,
  FILTER.delta,
]);

/** "Any": delta filters with this reinterpret type take the field's own type. */
const ANY_TYPE = 17;

/** No format writes more filters than this on one field; a larger number is damage. */
const MAX_FILTERS = 64;

/** Reads u32 maxChunk | u32 n | n × (u8 filter, u32 option length, options). */
export function parsePipeline(cursor: ByteCursor, where: string): FilterPipeline {
  const maxChunkBytes = cursor.uint32();
  const count = cursor.uint32();
  if (count > MAX_FILTERS)
    throw new FormatError({
      what: "filter pipeline",
      where,
      expected: `at most ${MAX_FILTERS} filters`,
      got: `${count}`,
    });
  return { maxChunkBytes, filters: Array.from({ length: count }, () => parseFilter(cursor, where)) };
}

function parseFilter(cursor: ByteCursor, where: string): FilterSpec {
  const id = cursor.uint8();
  const optionBytes = cursor.uint32();
  const end = cursor.offset + optionBytes;
  const name = filterName(id);
  let spec: FilterSpec = { id, name };
  if (COMPRESSORS.has(id) && optionBytes >= 5) {
    cursor.uint8(); // the compressor, in an enumeration of its own
    spec = { ...spec, level: cursor.int32() };
    // Delta since version 19 and double delta since 20 name the type they take the values for.
    if ((id === FILTER.delta || id === FILTER.doubleDelta) && optionBytes >= 6) {
      const code = cursor.uint8();
      if (code !== ANY_TYPE) spec = { ...spec, reinterpret: datatypeFromCode(code, where) };
    }
  } else if (id === FILTER.bitWidth || id === FILTER.positiveDelta) {
    spec = { ...spec, windowBytes: cursor.uint32() };
  } else if (id === FILTER.floatScale) {
    const scale = cursor.float64();
    const offset = cursor.float64();
    const byteWidth = cursor.uint64("float scale width");
    if (![1, 2, 4, 8].includes(byteWidth))
      throw new FormatError({ what: "float scale width", where, expected: "1, 2, 4 or 8", got: `${byteWidth}` });
    spec = { ...spec, floatScale: { scale, offset, byteWidth } };
  }
  cursor.take(end - cursor.offset);
  return spec;
}

/** A pipeline ready to decode: its stages in encoding order, each with its decoder. */
export interface CompiledPipeline {
  readonly stages: readonly { readonly stage: Stage; readonly decode: FilterDecoder }[];
  /** RLE or dictionary encodes whole strings: the field's offsets come out of the data, not from an offsets tile. */
  readonly carriesOffsets: boolean;
}

export interface PipelineField {
  readonly type: Datatype;
  readonly isVar: boolean;
  readonly cellBytes: number;
  readonly version: number;
  readonly where: string;
}

/** Types flow forward through the filters; every stage must be covered, else `UnsupportedFeatureError`. */
export function compilePipeline(pipeline: FilterPipeline, field: PipelineField): CompiledPipeline {
  const strings = encodesStrings(pipeline, field);
  let type = field.type;
  const stages = pipeline.filters.map((filter) => {
    const decode = FILTER_DECODERS.get(filter.id);
    if (decode === undefined)
      throw new UnsupportedFeatureError({
        what: `the ${filter.name} filter`,
        where: field.where,
        hint: `Covered filters: ${[...FILTER_DECODERS.keys()].map(filterName).join(", ")}`,
      });
    const stage: Stage = {
      filter,
      type,
      elementBytes: datatypeSize(type),
      cellBytes: field.cellBytes,
      version: field.version,
      encodesStrings: strings && (filter.id === FILTER.rle || filter.id === FILTER.dictionary),
    };
    type = typeAfter(filter, type);
    return { stage, decode };
  });
  return { stages, carriesOffsets: strings };
}

// Whole strings are encoded for ascii since version 12 (rle) and 13 (dictionary), for utf8 since 17: always here.
function encodesStrings(pipeline: FilterPipeline, field: PipelineField): boolean {
  return (
    field.isVar &&
    (field.type === "string_ascii" || field.type === "string_utf8") &&
    pipeline.filters.some((filter) => filter.id === FILTER.rle || filter.id === FILTER.dictionary)
  );
}

function typeAfter(filter: FilterSpec, type: Datatype): Datatype {
  if (filter.reinterpret !== undefined) return filter.reinterpret;
  switch (filter.floatScale?.byteWidth) {
    case 1:
      return "int8";
    case 2:
      return "int16";
    case 4:
      return "int32";
    case 8:
      return "int64";
    default:
      return type;
  }
}
