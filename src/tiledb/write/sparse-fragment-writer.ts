import { join } from "node:path";
import { ShapeError } from "../../core/index.js";
import { typedView } from "../datatype.js";
import type { SparseArraySpec } from "./array-spec.js";
import { type CellBatch, type CellSlice, cellsOf } from "./cells.js";
import { type ExactNumbers, exactNumbers } from "./exact-numbers.js";
import { type FieldSpec, FieldWriter } from "./field-writer.js";
import { makeFolder, putFile } from "./files.js";
import { encodeFragmentMetadata } from "./fragment-metadata.js";
import { GlobalOrderCheck } from "./global-order.js";
import type { Box } from "./r-tree.js";
import type { ZstdEncoder } from "./zstd-encoder.js";

/** Where a fragment goes and under which names. */
export interface FragmentPlace {
  /** Folder of the array. */
  readonly folder: string;
  /** The fragment's own name, `__t_t_uuid_version`. */
  readonly name: string;
  readonly schemaName: string;
  readonly formatVersion: number;
}

/** Cuts cells in global order into tiles of `capacity`, writes them as one fragment, and commits it at the end. */
export class SparseFragmentWriter {
  readonly #spec: SparseArraySpec;
  readonly #place: FragmentPlace;
  readonly #path: string;
  readonly #fields: readonly FieldWriter[];
  readonly #order: GlobalOrderCheck;
  readonly #boxes: Box[] = [];
  #pending: CellSlice[] = [];
  #pendingCells = 0;
  #lastTileCells = 0;

  static async create(spec: SparseArraySpec, place: FragmentPlace, zstd: ZstdEncoder): Promise<SparseFragmentWriter> {
    const writer = new SparseFragmentWriter(spec, place, zstd);
    await makeFolder(writer.#path);
    return writer;
  }

  private constructor(spec: SparseArraySpec, place: FragmentPlace, zstd: ZstdEncoder) {
    this.#spec = spec;
    this.#place = place;
    this.#path = join(place.folder, "__fragments", place.name);
    this.#fields = fieldSpecs(spec).map((field) => new FieldWriter(field, this.#path, zstd));
    this.#order = new GlobalOrderCheck(spec.dimensions, spec.allowsDuplicates);
  }

  /** Takes the next cells; writes every tile that they fill. */
  async append(batch: CellBatch): Promise<void> {
    const cells = this.#checkLengths(batch);
    for (let start = 0; start < cells; ) {
      const end = Math.min(cells, start + this.#spec.capacity - this.#pendingCells);
      this.#pending.push({ batch, start, end });
      this.#pendingCells += end - start;
      if (this.#pendingCells === this.#spec.capacity) await this.#writeTile();
      start = end;
    }
  }

  /** Writes the last tile, the metadata, and the marker that makes the fragment exist. */
  async commit(): Promise<void> {
    if (this.#pendingCells > 0) await this.#writeTile();
    await this.close();
    const { folder, name, schemaName, formatVersion } = this.#place;
    const metadata = encodeFragmentMetadata(
      {
        schemaName,
        dimensions: this.#spec.dimensions,
        fields: this.#fields,
        boxes: this.#boxes,
        lastTileCells: this.#lastTileCells,
      },
      formatVersion,
    );
    await putFile(join(this.#path, "__fragment_metadata.tdb"), metadata);
    // Last: a fragment without its commit file is not there.
    await putFile(join(folder, "__commits", `${name}.wrt`), new Uint8Array(0));
  }

  /** Closes the files; without `commit` the fragment does not count. */
  async close(): Promise<void> {
    for (const field of this.#fields) await field.close();
  }

  async #writeTile(): Promise<void> {
    const coords: ExactNumbers[] = [];
    for (const field of this.#fields) {
      const values = await field.writeTile(this.#pending);
      if (field.role === "dimension") coords.push(exactNumbers(typedView(field.type, values)));
    }
    this.#order.accept(coords);
    this.#boxes.push(coords.map(rangeOf));
    this.#lastTileCells = this.#pendingCells;
    this.#pending = [];
    this.#pendingCells = 0;
  }

  #checkLengths(batch: CellBatch): number {
    const names = this.#fields.map((field) => field.spec.name);
    const columns = names.map((name) => batch.get(name));
    const missing = columns.indexOf(undefined);
    if (missing >= 0) {
      throw new ShapeError({ what: `cells have no column "${names[missing]}"`, got: [...batch.keys()].join(", ") });
    }
    const counts = columns.map((column) => cellsOf(column!));
    const odd = counts.findIndex((count) => count !== counts[0]);
    if (odd >= 0) {
      throw new ShapeError({
        what: `column "${names[odd]}"`,
        expected: `${counts[0]} cells as in "${names[0]}"`,
        got: `${counts[odd]}`,
      });
    }
    return counts[0]!;
  }
}

function rangeOf(values: ExactNumbers): readonly [number | bigint, number | bigint] {
  let low: number | bigint = values[0]!;
  let high: number | bigint = values[0]!;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function fieldSpecs(spec: SparseArraySpec): FieldSpec[] {
  const { offsetsFilters, validityFilters } = spec;
  return [
    ...spec.attributes.map(({ name, type, isVar, nullable, filters }, i): FieldSpec => {
      return {
        name,
        type,
        role: "attribute",
        isVar,
        nullable,
        filters,
        offsetsFilters,
        validityFilters,
        file: `a${i}`,
      };
    }),
    ...spec.dimensions.map(({ name, type, filters }, i): FieldSpec => {
      const fixed = { role: "dimension", isVar: false, nullable: false } as const;
      return { name, type, ...fixed, filters, offsetsFilters, validityFilters, file: `d${i}` };
    }),
  ];
}
