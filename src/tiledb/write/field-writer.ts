import { join } from "node:path";
import { type Datatype, datatypeSize } from "../datatype.js";
import type { FilterPipeline } from "../types.js";
import { bytesOf } from "./byte-writer.js";
import { type CellSlice, gatherFixed, gatherValidity, gatherVar } from "./cells.js";
import { encodeTile, encodeVarTile } from "./encode-tile.js";
import { emptySummary, type FieldSummary, hasMinMax, summarise } from "./field-summary.js";
import { AppendFile } from "./files.js";
import type { FieldRecord } from "./fragment-metadata.js";
import type { ZstdEncoder } from "./zstd-encoder.js";

/** One attribute or dimension as the writer sees it. */
export interface FieldSpec {
  readonly name: string;
  readonly type: Datatype;
  readonly role: "attribute" | "dimension";
  readonly isVar: boolean;
  readonly nullable: boolean;
  readonly filters: FilterPipeline;
  readonly offsetsFilters: FilterPipeline;
  readonly validityFilters: FilterPipeline;
  /** File name without `.tdb`: `a0`, `d1`. */
  readonly file: string;
}

/** Writes the data files of one field tile by tile and keeps the record of them. */
export class FieldWriter implements FieldRecord {
  readonly spec: FieldSpec;
  readonly tileOffsets: number[] = [];
  readonly varOffsets: number[] = [];
  readonly validityOffsets: number[] = [];
  readonly varSizes: number[] = [];
  readonly summaries: FieldSummary[] = [];
  readonly #zstd: ZstdEncoder;
  readonly #file: AppendFile;
  readonly #varFile: AppendFile;
  readonly #validityFile: AppendFile;

  constructor(spec: FieldSpec, folder: string, zstd: ZstdEncoder) {
    this.spec = spec;
    this.#zstd = zstd;
    this.#file = new AppendFile(join(folder, `${spec.file}.tdb`));
    this.#varFile = new AppendFile(join(folder, `${spec.file}_var.tdb`));
    this.#validityFile = new AppendFile(join(folder, `${spec.file}_validity.tdb`));
  }

  get type(): Datatype {
    return this.spec.type;
  }

  get role(): "attribute" | "dimension" {
    return this.spec.role;
  }

  get isVar(): boolean {
    return this.spec.isVar;
  }

  get nullable(): boolean {
    return this.spec.nullable;
  }

  get fileBytes(): number {
    return this.#file.length;
  }

  get varFileBytes(): number {
    return this.#varFile.length;
  }

  get validityFileBytes(): number {
    return this.#validityFile.length;
  }

  /** Appends one tile made of the slices; returns the tile's fixed values. */
  async writeTile(slices: readonly CellSlice[]): Promise<Uint8Array> {
    const { name, type, filters, offsetsFilters, validityFilters } = this.spec;
    const zstd = this.#zstd;
    const validity = this.nullable ? gatherValidity(slices, name) : undefined;
    let fixed: Uint8Array;
    this.tileOffsets.push(this.#file.length);
    if (this.isVar) {
      const { bytes, starts } = gatherVar(slices, name);
      // Byte starts within the tile, without the end: that is the size of the variable-length tile.
      fixed = bytesOf(BigUint64Array.from(starts.subarray(0, -1), BigInt));
      await this.#file.append(encodeTile(fixed, offsetsFilters, { type: "uint64", cellBytes: 8, zstd }));
      this.varOffsets.push(this.#varFile.length);
      this.varSizes.push(bytes.length);
      await this.#varFile.append(encodeVarTile(bytes, starts, filters, { type, cellBytes: 1, zstd }));
    } else {
      fixed = gatherFixed(slices, name, type);
      await this.#file.append(encodeTile(fixed, filters, { type, cellBytes: datatypeSize(type), zstd }));
    }
    if (validity !== undefined) {
      this.validityOffsets.push(this.#validityFile.length);
      await this.#validityFile.append(encodeTile(validity, validityFilters, { type: "uint8", cellBytes: 1, zstd }));
    }
    this.summaries.push(
      !this.isVar && hasMinMax(type)
        ? summarise(type, fixed, validity)
        : { ...emptySummary(type), nulls: validity?.reduce((sum, valid) => sum + 1 - valid, 0) ?? 0 },
    );
    return fixed;
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#varFile.close();
    await this.#validityFile.close();
  }
}
