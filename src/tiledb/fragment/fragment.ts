import { ByteCursor, FormatError, NotFoundError } from "../../core/index.js";
import type { ByteStore } from "../../io/index.js";
import { decodeGenericTile } from "../generic-tile.js";
import { memoize } from "../memoize.js";
import type { TimestampedName } from "../timestamped-name.js";
import type { ArraySchema } from "../types.js";
import { type FragmentFooter, partEnd } from "./footer.js";
import { parseRTree, type TileBoxes } from "./rtree.js";

/** Metadata parts shorter than this are not worth single requests: the whole file is read instead. */
const WHOLE_FILE_BYTES = 512 * 1024;

/** A fragment whose footer is read; the R-tree and the offsets are loaded when asked for. */
export class Fragment {
  readonly name: TimestampedName;
  readonly schema: ArraySchema;
  readonly footer: FragmentFooter;
  /** Folder of the fragment, relative to the array. */
  readonly folder: string;
  /** For messages. */
  readonly where: string;
  readonly boxes: () => Promise<TileBoxes>;
  readonly processedConditions: () => Promise<ReadonlySet<string>>;
  readonly #store: ByteStore;
  readonly #fileSizes: ReadonlyMap<string, number>;
  readonly #vectors = new Map<number, () => Promise<Float64Array>>();
  readonly #wholeFile: () => Promise<Uint8Array | undefined>;

  /** @param fileSizes bytes of the array's files by key, as listed. */
  constructor(
    store: ByteStore,
    name: TimestampedName,
    schema: ArraySchema,
    footer: FragmentFooter,
    fileSizes: ReadonlyMap<string, number>,
    metadataTail?: { readonly bytes: Uint8Array; readonly start: number },
  ) {
    this.name = name;
    this.schema = schema;
    this.footer = footer;
    this.folder = `__fragments/${name.name}`;
    this.where = `${store.uri}/${this.folder}`;
    this.#store = store;
    this.#fileSizes = fileSizes;
    const footerOffset = footer.partEnds.at(-1)!;
    this.#wholeFile = memoize(async () => {
      if (metadataTail?.start === 0) return metadataTail.bytes;
      if (footerOffset > WHOLE_FILE_BYTES) return undefined;
      return this.#metadataRange(0, footerOffset);
    });
    this.boxes = memoize(() => this.#loadBoxes());
    this.processedConditions = memoize(() => this.#loadProcessedConditions());
  }

  /** Data tiles of a sparse fragment. */
  get tiles(): number {
    return this.footer.sparseTiles;
  }

  /** Cells of a sparse fragment: all tiles are full but the last. */
  get cells(): number {
    return this.tiles === 0 ? 0 : (this.tiles - 1) * this.schema.capacity + this.footer.lastTileCells;
  }

  /** Cells of a sparse data tile. */
  tileCells(tile: number): number {
    return tile === this.tiles - 1 ? this.footer.lastTileCells : this.schema.capacity;
  }

  /** Key of one of the fragment's data files, which must be listed and as long as the footer says. */
  dataFile(name: string, fileBytes: number): string {
    const key = `${this.folder}/${name}`;
    const listed = this.#fileSizes.get(key) ?? 0;
    if (listed >= fileBytes) return key;
    const where = `${this.#store.uri}/${key}`;
    if (!this.#fileSizes.has(key))
      throw new NotFoundError({
        what: "a data file of the fragment is missing",
        where,
        expected: `${fileBytes} bytes`,
        got: "no such file",
        hint: "The array is incomplete",
      });
    throw new FormatError({
      what: "data file of the fragment",
      where,
      expected: `${fileBytes} bytes`,
      got: `${listed}`,
      hint: "The file is truncated",
    });
  }

  /** A per-tile list (offsets, sizes, counts) that starts at `offset` in the metadata file. */
  vector(offset: number): Promise<Float64Array> {
    let load = this.#vectors.get(offset);
    if (load === undefined) {
      load = memoize(async () => parseVector(await this.part(offset), this.#metadataWhere()));
      this.#vectors.set(offset, load);
    }
    return load();
  }

  /** The decoded metadata part that starts at `offset`. */
  async part(offset: number): Promise<Uint8Array> {
    const where = this.#metadataWhere();
    const end = partEnd(this.footer, offset, where);
    const whole = await this.#wholeFile();
    const bytes = whole === undefined ? await this.#metadataRange(offset, end) : whole.subarray(offset, end);
    return decodeGenericTile(bytes, where).data;
  }

  async #metadataRange(start: number, end: number): Promise<Uint8Array> {
    const key = `${this.folder}/__fragment_metadata.tdb`;
    const bytes = await this.#store.getRange(key, { start, end });
    if (bytes === undefined)
      throw new NotFoundError({ what: "fragment metadata file is missing", where: `${this.#store.uri}/${key}` });
    return bytes;
  }

  async #loadBoxes(): Promise<TileBoxes> {
    const where = this.#metadataWhere();
    const boxes = parseRTree(await this.part(this.footer.rtreeOffset), this.schema.dimensions, where);
    if (boxes.tiles !== this.tiles)
      throw new FormatError({ what: "R-tree", where, expected: `${this.tiles} tiles`, got: `${boxes.tiles}` });
    return boxes;
  }

  async #loadProcessedConditions(): Promise<ReadonlySet<string>> {
    const where = this.#metadataWhere();
    const cursor = new ByteCursor(await this.part(this.footer.processedConditionsOffset), where);
    const count = cursor.uint64("processed conditions");
    const found = new Set<string>();
    for (let i = 0; i < count; i++) found.add(cursor.text(cursor.uint64("condition name length")));
    return found;
  }

  #metadataWhere(): string {
    return `${this.where}/__fragment_metadata.tdb`;
  }
}

/** u64 n, u64[n]; every value is a size, an offset or a count. */
function parseVector(bytes: Uint8Array, where: string): Float64Array {
  const cursor = new ByteCursor(bytes, where);
  const count = cursor.uint64("length of a list");
  const body = cursor.take(count * 8);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const high = view.getUint32(i * 8 + 4, true);
    if (high >= 2 ** 21)
      throw new FormatError({
        what: "offset or size",
        where,
        expected: "below 2^53",
        got: `${view.getBigUint64(i * 8, true)}`,
      });
    values[i] = high * 2 ** 32 + view.getUint32(i * 8, true);
  }
  return values;
}
