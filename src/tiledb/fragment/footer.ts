import { ByteCursor, FormatError } from "../../core/index.js";
import { parseRange } from "../schema/range.js";
import { checkVersion } from "../schema/versions.js";
import type { ArraySchema, DomainRange } from "../types.js";

/** Where the parts of a fragment's metadata lie; per-field lists are in field order (see `fieldIndex`). */
export interface FragmentFooter {
  readonly version: number;
  readonly schemaName: string;
  readonly isDense: boolean;
  /** Smallest box of the fragment's cells; dense: the box that was written. */
  readonly nonEmptyDomain: readonly DomainRange[] | undefined;
  readonly sparseTiles: number;
  readonly lastTileCells: number;
  readonly hasTimestamps: boolean;
  readonly hasDeleteMetadata: boolean;
  readonly fileBytes: readonly number[];
  readonly varFileBytes: readonly number[];
  readonly validityFileBytes: readonly number[];
  readonly rtreeOffset: number;
  readonly tileOffsets: readonly number[];
  readonly varOffsets: readonly number[];
  readonly varSizes: readonly number[];
  readonly validityOffsets: readonly number[];
  readonly mins: readonly number[];
  readonly maxs: readonly number[];
  readonly nullCounts: readonly number[];
  readonly processedConditionsOffset: number;
  /** All part offsets, ascending, with the footer's own as the last: a part ends where the next begins. */
  readonly partEnds: readonly number[];
}

/** Name of the schema in a footer, which is needed before the rest can be read. */
export function footerSchemaName(footer: Uint8Array, where: string): string {
  const cursor = new ByteCursor(footer, where);
  checkVersion(cursor.uint32(), "fragment", where);
  return cursor.text(cursor.uint64("schema name length"));
}

/** Decodes a footer. `footerOffset` is where it starts in `__fragment_metadata.tdb`. */
export function parseFooter(
  footer: Uint8Array,
  schema: ArraySchema,
  footerOffset: number,
  where: string,
): FragmentFooter {
  const cursor = new ByteCursor(footer, where);
  const version = cursor.uint32();
  checkVersion(version, "fragment", where);
  const schemaName = cursor.text(cursor.uint64("schema name length"));
  const isDense = cursor.uint8() === 1;
  const isEmpty = cursor.uint8() === 1;
  const nonEmptyDomain = isEmpty
    ? undefined
    : schema.dimensions.map((dimension) => parseRange(cursor, dimension, where));
  const sparseTiles = cursor.uint64("number of tiles");
  const lastTileCells = cursor.uint64("cells in the last tile");
  const hasTimestamps = cursor.uint8() === 1;
  const hasDeleteMetadata = cursor.uint8() === 1;
  // The slot after the attributes was for zipped coordinates; it is always there and always empty.
  const fields =
    schema.attributes.length + 1 + schema.dimensions.length + (hasTimestamps ? 1 : 0) + (hasDeleteMetadata ? 2 : 0);
  const list = (what: string): number[] => Array.from({ length: fields }, () => cursor.uint64(what));
  const fileBytes = list("file size");
  const varFileBytes = list("var file size");
  const validityFileBytes = list("validity file size");
  const rtreeOffset = cursor.uint64("R-tree offset");
  const [tileOffsets, varOffsets, varSizes, validityOffsets, mins, maxs, sums, nullCounts] = [
    list("tile offsets"),
    list("var tile offsets"),
    list("var tile sizes"),
    list("validity tile offsets"),
    list("tile minima"),
    list("tile maxima"),
    list("tile sums"),
    list("tile null counts"),
  ] as const;
  const statisticsOffset = cursor.uint64("fragment statistics offset");
  const processedConditionsOffset = cursor.uint64("processed conditions offset");
  const lists = [tileOffsets, varOffsets, varSizes, validityOffsets, mins, maxs, sums, nullCounts];
  const parts = new Set([rtreeOffset, ...lists.flat(), statisticsOffset, processedConditionsOffset, footerOffset]);
  return {
    version,
    schemaName,
    isDense,
    nonEmptyDomain,
    sparseTiles,
    lastTileCells,
    hasTimestamps,
    hasDeleteMetadata,
    fileBytes,
    varFileBytes,
    validityFileBytes,
    rtreeOffset,
    tileOffsets: tileOffsets!,
    varOffsets: varOffsets!,
    varSizes: varSizes!,
    validityOffsets: validityOffsets!,
    mins: mins!,
    maxs: maxs!,
    nullCounts: nullCounts!,
    processedConditionsOffset,
    partEnds: [...parts].sort((a, b) => a - b),
  };
}

/** The end of the part that starts at `offset`. */
export function partEnd(footer: FragmentFooter, offset: number, where: string): number {
  const footerOffset = footer.partEnds.at(-1)!;
  const end = footer.partEnds.find((part) => part > offset);
  if (end === undefined || end > footerOffset)
    throw new FormatError({
      what: "fragment metadata part",
      where,
      expected: `an offset below ${footerOffset}`,
      got: `${offset}`,
      hint: "The file is damaged",
    });
  return end;
}
