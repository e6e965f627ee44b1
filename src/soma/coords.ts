import { describeValue, OptionError, rejectUnknown } from "../core/index.js";
import type { ArraySchema, Dimension, DomainRange, DomainValue } from "../tiledb/index.js";

/** Ids of one dimension: one, a list, or a slice with both ends included. */
export type Coord = DomainValue | readonly DomainValue[] | Int32Array | Float64Array | BigInt64Array | Slice;

/** Ids from `start` to `stop`, both included; an end that is left out is the array's. */
export interface Slice {
  readonly start?: DomainValue | undefined;
  readonly stop?: DomainValue | undefined;
}

/** One entry per dimension, in order; undefined = everything. Missing entries at the end mean everything. */
export type Coords = readonly (Coord | undefined)[];

/** The coordinates as the ranges that TileDB reads. Slices are doubly inclusive and are cut at the shape. */
export function coordRanges(
  schema: ArraySchema,
  coords: Coords | undefined,
  where: string,
): Record<string, readonly DomainRange[]> {
  const ranges: Record<string, readonly DomainRange[]> = {};
  if (coords === undefined) return ranges;
  const { dimensions } = schema;
  if (!Array.isArray(coords) || coords.length > dimensions.length) {
    throw new OptionError({
      what: "coords",
      where,
      expected: `a list of at most ${dimensions.length}, one per dimension (${dimensions.map(({ name }) => name).join(", ")})`,
      got: describeValue(coords),
    });
  }
  coords.forEach((coord: Coord | undefined, d: number) => {
    const dimension = dimensions[d]!;
    if (coord !== undefined && coord !== null) {
      ranges[dimension.name] = dimensionRanges(dimension, schema.currentDomain?.[d] ?? dimension.domain, coord, where);
    }
  });
  return ranges;
}

function dimensionRanges(
  dimension: Dimension,
  domain: DomainRange | undefined,
  coord: Coord,
  where: string,
): readonly DomainRange[] {
  const place = `${where}: coords of ${dimension.name}`;
  const isList = Array.isArray(coord) || ArrayBuffer.isView(coord);
  if (typeof coord === "object" && !isList) {
    const { start, stop, ...rest } = coord as Slice;
    rejectUnknown(rest, place, ["start", "stop"]);
    return sliceRanges(dimension, domain, { start, stop }, place);
  }
  const ids = typeof coord === "object" ? Array.from(coord as Iterable<DomainValue>) : [coord];
  for (const id of ids) {
    const fits = dimension.isVar ? typeof id === "string" : isNumeric(id);
    if (!fits) throw new OptionError({ what: "id", where: place, expected: dimension.type, got: describeValue(id) });
    if (domain !== undefined && !dimension.isVar && (id < domain[0] || id > domain[1])) {
      throw new OptionError({
        what: "id out of bounds",
        where: place,
        expected: `${domain[0]} … ${domain[1]}`,
        got: String(id),
      });
    }
  }
  return ids.map((id) => [id, id]);
}

function sliceRanges(
  dimension: Dimension,
  domain: DomainRange | undefined,
  { start, stop }: Slice,
  place: string,
): readonly DomainRange[] {
  if (dimension.isVar) {
    // Texts have no largest value: a run of the largest character stands in for an open end.
    return [[start ?? "", stop ?? "\u{10ffff}".repeat(16)]];
  }
  for (const end of [start, stop]) {
    if (end !== undefined && !isNumeric(end)) {
      throw new OptionError({
        what: "slice",
        where: place,
        expected: `ends of type ${dimension.type}`,
        got: describeValue(end),
      });
    }
  }
  if (domain === undefined)
    throw new OptionError({ what: "slice", where: place, expected: "a dimension with a domain" });
  if (start !== undefined && Number(start) < 0 && Number(domain[0]) >= 0) {
    throw new OptionError({ what: "slice", where: place, expected: "no negative positions", got: String(start) });
  }
  const low = start === undefined || start < domain[0] ? domain[0] : start;
  const high = stop === undefined || stop > domain[1] ? domain[1] : stop;
  // An empty range must select nothing; TileDB ranges cannot be empty.
  return low > high ? [] : [[low, high]];
}

function isNumeric(id: unknown): boolean {
  return typeof id === "bigint" || (typeof id === "number" && !Number.isNaN(id));
}
