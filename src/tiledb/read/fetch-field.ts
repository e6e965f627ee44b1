import { FormatError, NotFoundError } from "../../core/index.js";
import { type ByteStore, type ClosedRange, getRanges, type ReadOptions } from "../../io/index.js";
import type { Fragment } from "../fragment/fragment.js";
import type { FragmentField } from "./field.js";

/** The stored bytes of one field for some tiles, in the order of the tiles. */
export interface FieldBytes {
  /** Values of fixed fields; offsets of variable-length ones (empty where the data carries them). */
  readonly fixed: readonly Uint8Array[];
  readonly var: readonly Uint8Array[];
  /** Decoded size of each `var` tile. */
  readonly varSizes: readonly number[];
  readonly validity: readonly Uint8Array[];
}

/** Byte ranges of tiles in a file whose tile starts are `offsets`; the last tile ends where the file ends. */
export function tileRanges(
  offsets: Float64Array,
  fileBytes: number,
  tiles: readonly number[],
  where: string,
): ClosedRange[] {
  return tiles.map((tile) => {
    const start = offsets[tile];
    const end = tile + 1 < offsets.length ? offsets[tile + 1]! : fileBytes;
    if (start !== undefined && start <= end) return { start, end };
    throw new FormatError({
      what: `offset of tile ${tile}`,
      where,
      expected: `at most ${end}, one of ${offsets.length} tiles`,
      got: `${start}`,
      hint: "The file is damaged",
    });
  });
}

/** Fetches what decoding the tiles needs: offset lists (kept by the fragment), then the tiles in few requests. */
export async function fetchField(
  store: ByteStore,
  fragment: Fragment,
  field: FragmentField,
  tiles: readonly number[],
  options: ReadOptions = {},
): Promise<FieldBytes> {
  const { footer } = fragment;
  const { slot } = field;
  const none: Uint8Array[] = [];
  if (tiles.length === 0) return { fixed: none, var: none, varSizes: [], validity: none };
  const file = async (offsetsAt: number, fileBytes: number, ending: string): Promise<Uint8Array[]> => {
    const key = fragment.dataFile(`${field.file}${ending}.tdb`, fileBytes);
    const where = `${store.uri}/${key}`;
    const ranges = tileRanges(await fragment.vector(offsetsAt), fileBytes, tiles, where);
    return getTiles(store, key, ranges, tiles, where, options);
  };
  const [fixed, variable, varSizes, validity] = await Promise.all([
    field.isVar && field.data.carriesOffsets ? none : file(footer.tileOffsets[slot]!, footer.fileBytes[slot]!, ""),
    field.isVar ? file(footer.varOffsets[slot]!, footer.varFileBytes[slot]!, "_var") : none,
    field.isVar ? fragment.vector(footer.varSizes[slot]!) : undefined,
    field.nullable ? file(footer.validityOffsets[slot]!, footer.validityFileBytes[slot]!, "_validity") : none,
  ]);
  const sizes = varSizes === undefined ? [] : tiles.map((tile) => varSizes[tile] ?? -1);
  if (sizes.includes(-1))
    throw new FormatError({ what: `var tile sizes of ${field.name}`, where: fragment.where, got: "too few of them" });
  return { fixed, var: variable, varSizes: sizes, validity };
}

/** The tiles' bytes, all of them whole. */
export async function getTiles(
  store: ByteStore,
  key: string,
  ranges: readonly ClosedRange[],
  tiles: readonly number[],
  where: string,
  options: ReadOptions,
): Promise<Uint8Array[]> {
  const found = await getRanges(store, key, ranges, options);
  if (found === undefined)
    throw new NotFoundError({ what: "a data file of the fragment is missing", where, hint: "The array is incomplete" });
  found.forEach((bytes, i) => {
    const range = ranges[i]!;
    if (bytes.length === range.end - range.start) return;
    throw new FormatError({
      what: `tile ${tiles[i]}`,
      where,
      expected: `${range.end - range.start} bytes at ${range.start}`,
      got: `${bytes.length}`,
      hint: "The file is truncated",
    });
  });
  return found;
}
