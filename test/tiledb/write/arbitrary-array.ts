import fc from "fast-check";
import type {
  Attribute,
  Datatype,
  Dimension,
  Enumeration,
  FilterPipeline,
  TypedArray,
} from "../../../src/tiledb/index.js";
import {
  attribute,
  byteshuffle,
  type CellColumn,
  dimension,
  doubleDelta,
  gzip,
  pipeline,
  rle,
  type SparseArraySpec,
  sparseArraySpec,
  zstd,
} from "../../../src/tiledb/write/index.js";

/** An array description and cells for it in global order. */
export interface ArbitraryArray {
  readonly spec: SparseArraySpec;
  readonly cells: number;
  readonly columns: ReadonlyMap<string, CellColumn>;
  /** Where the cells are cut into batches. */
  readonly cuts: readonly number[];
}

const INTEGERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"] as const;
const FIXED = [...INTEGERS, "float32", "float64", "bool", "datetime_ns"] as const;

/** Small chunks, so that tiles of few cells have several. */
function pipelines(type: Datatype, isVar: boolean): fc.Arbitrary<FilterPipeline> {
  const integer = /int/.test(type);
  return fc
    .tuple(
      fc.constantFrom(16, 100, 65_536),
      fc.constantFrom(
        [],
        [zstd(9)],
        [gzip(6)],
        [byteshuffle(), zstd(3)],
        [byteshuffle(), gzip(1)],
        ...(isVar ? [] : [[rle()], [rle(), zstd(3)]]),
        ...(integer ? [[doubleDelta()], [doubleDelta(), zstd(19)], [doubleDelta(), byteshuffle(), zstd(1)]] : []),
      ),
    )
    .map(([maxChunkBytes, filters]) => ({ ...pipeline(...filters), maxChunkBytes }));
}

function bounds(type: Datatype): [bigint, bigint] {
  const bits = BigInt(/\d+/.exec(type)![0]);
  return type.startsWith("uint") ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

const ARRAYS: Readonly<Record<string, { from(values: never[]): TypedArray }>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  datetime_ns: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** The values as the typed array that the reader returns for the type. */
function typed(type: string, values: readonly (number | bigint)[]): TypedArray {
  return ARRAYS[type]!.from(values as never[]);
}

function fixedValues(type: Datatype, count: number): fc.Arbitrary<TypedArray> {
  const many = { minLength: count, maxLength: count };
  if (type === "float32") return fc.array(fc.float({ noNaN: false }), many).map((v) => typed(type, v));
  if (type === "float64") return fc.array(fc.double({ noNaN: false }), many).map((v) => typed(type, v));
  if (type === "bool") return fc.array(fc.constantFrom(0, 1), many).map((v) => typed(type, v));
  const [min, max] = bounds(type === "datetime_ns" ? "int64" : type);
  // Mostly near each other, as real columns are; sometimes the whole range.
  const value = fc.oneof({ weight: 3, arbitrary: fc.bigInt({ min: 0n, max: 100n }) }, fc.bigInt({ min, max }));
  return fc.array(value, many).map((v) => typed(type, /64|ns/.test(type) ? v : v.map(Number)));
}

function varValues(count: number): fc.Arbitrary<CellColumn> {
  const text = fc.oneof(
    fc.constant(""),
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.string({ minLength: 30, maxLength: 60 }),
  );
  return fc.array(text, { minLength: count, maxLength: count }).map((texts) => {
    const parts = texts.map((each) => new TextEncoder().encode(each));
    const offsets = new Uint32Array(count + 1);
    parts.forEach((part, i) => {
      offsets[i + 1] = offsets[i]! + part.length;
    });
    return { values: Uint8Array.from(parts.flatMap((part) => [...part])), offsets };
  });
}

interface Field {
  readonly attribute: Attribute;
  readonly column: CellColumn;
  readonly enumeration?: Enumeration;
}

function field(name: string, count: number): fc.Arbitrary<Field> {
  return fc
    .tuple(fc.constantFrom<Datatype>(...FIXED, "string_utf8", "blob"), fc.boolean(), fc.boolean())
    .chain(([type, nullable, enumerated]) => {
      const isVar = type === "string_utf8" || type === "blob";
      const codes = enumerated && (type === "int8" || type === "int16");
      const values = isVar
        ? varValues(count)
        : codes
          ? fc
              .array(fc.integer({ min: 0, max: 2 }), { minLength: count, maxLength: count })
              .map((v) => ({ values: typed(type, v) }))
          : fixedValues(type, count).map((v): CellColumn => ({ values: v }));
      const validity = fc
        .array(fc.constantFrom(0, 1), { minLength: count, maxLength: count })
        .map((v) => Uint8Array.from(v));
      return fc.tuple(values, validity, pipelines(type, isVar)).map(([column, valid, filters]): Field => {
        const enumeration: Enumeration = {
          name: `${name} values`,
          type: "string_utf8",
          values: ["", "é", "third"],
          ordered: nullable,
        };
        return {
          attribute: attribute(name, type, { nullable, filters, ...(codes ? { enumeration: enumeration.name } : {}) }),
          column: nullable ? { ...column, validity: valid } : column,
          ...(codes ? { enumeration } : {}),
        };
      });
    });
}

function dimensions(): fc.Arbitrary<Dimension[]> {
  return fc.integer({ min: 1, max: 3 }).chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, d) =>
        fc.tuple(fc.constantFrom(...INTEGERS), fc.bigInt({ min: 1n, max: 9n })).chain(([type, extent]) => {
          const [min, max] = bounds(type);
          // The domain is a whole number of tiles, and its end stays below the type's largest value.
          return fc
            .tuple(fc.bigInt({ min, max: min + 20n }), fc.bigInt({ min: 1n, max: 5n }), pipelines(type, false))
            .map(([low, tiles, filters]) => {
              const high = low + tiles * extent - 1n < max - extent ? low + tiles * extent - 1n : low + extent - 1n;
              const range: [number | bigint, number | bigint] = type.endsWith("64")
                ? [low, high]
                : [Number(low), Number(high)];
              return dimension(`d${d}`, type, range, type.endsWith("64") ? extent : Number(extent), filters);
            });
        }),
      ),
    ),
  );
}

/** Coordinates in global order. */
function coordinates(dims: readonly Dimension[], distinct: boolean): fc.Arbitrary<bigint[][]> {
  const axis = (dim: Dimension) => fc.bigInt({ min: BigInt(dim.domain![0]), max: BigInt(dim.domain![1]) });
  return fc.array(fc.tuple(...dims.map(axis)), { maxLength: 60 }).map((cells) => {
    const key = (cell: bigint[]): bigint[] => [
      ...cell.map((v, d) => (v - BigInt(dims[d]!.domain![0])) / BigInt(dims[d]!.tileExtent!)),
      ...cell,
    ];
    const sorted = cells
      .map((cell) => ({ cell, key: key(cell) }))
      .sort((a, b) => {
        const at = a.key.findIndex((v, i) => v !== b.key[i]);
        return at < 0 ? 0 : a.key[at]! < b.key[at]! ? -1 : 1;
      })
      .map(({ cell }) => cell);
    return distinct ? sorted.filter((cell, i) => i === 0 || cell.some((v, d) => v !== sorted[i - 1]![d])) : sorted;
  });
}

/** Any sparse array that the writer can write. */
export function arbitraryArray(): fc.Arbitrary<ArbitraryArray> {
  return fc
    .tuple(dimensions(), fc.boolean(), fc.integer({ min: 1, max: 25 }))
    .chain(([dims, allowsDuplicates, capacity]) =>
      coordinates(dims, !allowsDuplicates).chain((coords) => {
        const cells = coords.length;
        return fc
          .tuple(
            fc.tuple(...["a", "b", "c"].map((name) => field(name, cells))),
            fc.array(fc.integer({ min: 0, max: cells }), { maxLength: 4 }),
            pipelines("uint64", false),
          )
          .map(([fields, cuts, offsetsFilters]): ArbitraryArray => {
            const columns = new Map<string, CellColumn>(fields.map((each) => [each.attribute.name, each.column]));
            dims.forEach(({ name, type }, d) => {
              const axis = coords.map((cell) => cell[d]!);
              columns.set(name, { values: typed(type, type.endsWith("64") ? axis : axis.map(Number)) });
            });
            const spec = sparseArraySpec(
              dims,
              fields.map((each) => each.attribute),
              {
                capacity,
                allowsDuplicates,
                offsetsFilters,
                enumerations: fields.flatMap((each) => each.enumeration ?? []),
              },
            );
            return { spec, cells, columns, cuts: [0, ...cuts.sort((a, b) => a - b), cells] };
          });
      }),
    );
}
