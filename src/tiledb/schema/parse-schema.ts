import { ByteCursor, FormatError, UnsupportedFeatureError } from "../../core/index.js";
import { datatypeFromCode, datatypeSize } from "../datatype.js";
import { decodeGenericTile } from "../generic-tile.js";
import { parsePipeline } from "../pipeline.js";
import type { ArraySchema, Attribute, Dimension, DomainRange, FilterPipeline, Order } from "../types.js";
import { decodeValue, parseRange } from "./range.js";
import { checkVersion } from "./versions.js";

/** Values per cell of a field whose length varies. */
export const VAR_NUM = 0xffffffff;

/** Limits against damaged counts: far above anything in use. */
const MAX_FIELDS = 100_000;
const MAX_VALUES_PER_CELL = 2 ** 24;

/** Decodes a schema file. `name` is its file name in `__schema`. */
export function parseSchema(bytes: Uint8Array, name: string, where: string): ArraySchema {
  const cursor = new ByteCursor(decodeGenericTile(bytes, where).data, where);
  const version = cursor.uint32();
  checkVersion(version, "array schema", where);
  const allowsDuplicates = cursor.uint8() === 1;
  const arrayType = cursor.uint8() === 1 ? "sparse" : "dense";
  const tileOrder = order(cursor.uint8(), "tile order", where);
  const cellOrder = order(cursor.uint8(), "cell order", where);
  const capacity = cursor.uint64("capacity");
  const coordsFilters = parsePipeline(cursor, where);
  const offsetsFilters = parsePipeline(cursor, where);
  const validityFilters = parsePipeline(cursor, where);
  const dimensions = many(cursor, "dimensions", where, () => parseDimension(cursor, coordsFilters, where));
  const attributes = many(cursor, "attributes", where, () => parseAttribute(cursor, version, where));
  const labels = cursor.uint32();
  if (labels > 0) throw new UnsupportedFeatureError({ what: "dimension labels", where, got: `${labels} labels` });
  const enumerations = new Map<string, string>();
  if (version >= 20)
    many(cursor, "enumerations", where, () => {
      const key = cursor.text(cursor.uint32());
      enumerations.set(key, cursor.text(cursor.uint32()));
    });
  const currentDomain = version >= 22 ? parseCurrentDomain(cursor, dimensions, where) : undefined;
  if (capacity < 1 || dimensions.length === 0)
    throw new FormatError({ what: "array schema", where, expected: "a capacity and dimensions", got: `${capacity}` });
  return {
    version,
    name,
    arrayType,
    dimensions,
    attributes,
    capacity,
    tileOrder,
    cellOrder,
    allowsDuplicates,
    ...(currentDomain === undefined ? {} : { currentDomain }),
    enumerations,
    offsetsFilters,
    validityFilters,
    coordsFilters,
  };
}

function many<T>(cursor: ByteCursor, what: string, where: string, parse: () => T): T[] {
  const count = cursor.uint32();
  if (count > MAX_FIELDS)
    throw new FormatError({ what: `number of ${what}`, where, expected: `at most ${MAX_FIELDS}`, got: `${count}` });
  return Array.from({ length: count }, parse);
}

function parseDimension(cursor: ByteCursor, coordsFilters: FilterPipeline, where: string): Dimension {
  const name = cursor.text(cursor.uint32());
  const type = datatypeFromCode(cursor.uint8(), where);
  const isVar = cursor.uint32() === VAR_NUM;
  const own = parsePipeline(cursor, where);
  // An empty pipeline means: as the coordinates' pipeline.
  const filters = own.filters.length === 0 ? coordsFilters : own;
  const domainBytes = cursor.uint64("domain size");
  const domainCursor = new ByteCursor(cursor.take(domainBytes), where);
  const domain = isVar || domainBytes === 0 ? undefined : parseRange(domainCursor, { type, isVar }, where);
  const hasExtent = cursor.uint8() === 0;
  const stored = hasExtent ? decodeValue(type, cursor.take(datatypeSize(type)).slice()) : undefined;
  // A floating dimension of one value has the extent 0: high − low. All its cells lie in one tile.
  const tileExtent = stored === 0 && type.startsWith("float") ? undefined : stored;
  if (tileExtent !== undefined && !(tileExtent > 0))
    throw new FormatError({
      what: `tile extent of ${name}`,
      where,
      expected: "a positive value",
      got: `${tileExtent}`,
    });
  return {
    name,
    type,
    isVar,
    ...(domain === undefined ? {} : { domain }),
    ...(tileExtent === undefined ? {} : { tileExtent }),
    filters,
  };
}

function parseAttribute(cursor: ByteCursor, version: number, where: string): Attribute {
  const name = cursor.text(cursor.uint32());
  const type = datatypeFromCode(cursor.uint8(), where);
  const cellValNum = cursor.uint32();
  const isVar = cellValNum === VAR_NUM;
  if (!isVar && (cellValNum < 1 || cellValNum > MAX_VALUES_PER_CELL))
    throw new FormatError({ what: `values per cell of ${name}`, where, expected: "1 or more", got: `${cellValNum}` });
  const filters = parsePipeline(cursor, where);
  const fill = cursor.take(cursor.uint64("fill size")).slice();
  const nullable = cursor.uint8() === 1;
  const fillValid = cursor.uint8() === 1;
  cursor.uint8(); // attribute order, of use to dimension labels only
  const enumerationLength = version >= 20 ? cursor.uint32() : 0;
  const enumeration = enumerationLength > 0 ? cursor.text(enumerationLength) : undefined;
  return {
    name,
    type,
    ...(isVar ? {} : { valuesPerCell: cellValNum }),
    isVar,
    nullable,
    fill,
    fillValid,
    ...(enumeration === undefined ? {} : { enumeration }),
    filters,
  };
}

/** u32 version (0) | u8 empty | u8 type (0 = rectangle) | one range per dimension. */
function parseCurrentDomain(
  cursor: ByteCursor,
  dimensions: readonly Dimension[],
  where: string,
): readonly DomainRange[] | undefined {
  cursor.uint32();
  if (cursor.uint8() === 1) return undefined;
  const type = cursor.uint8();
  if (type !== 0)
    throw new UnsupportedFeatureError({ what: "current domain that is no rectangle", where, got: `${type}` });
  return dimensions.map((dimension) => parseRange(cursor, dimension, where));
}

function order(code: number, what: string, where: string): Order {
  if (code === 0) return "row";
  if (code === 1) return "col";
  if (code === 4) return "hilbert";
  throw new FormatError({ what, where, expected: "0, 1 or 4", got: `${code}` });
}
