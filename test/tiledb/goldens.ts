import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { MemoryStore } from "../../src/io/index.js";
import type { ColumnData, Enumeration, QueryCondition, ReadArrayOptions } from "../../src/tiledb/index.js";

const FOLDER = fileURLToPath(new URL("../golden/tiledb/data/", import.meta.url));

export type Cell = null | number | string | readonly Cell[];

export interface GoldenRead {
  readonly query: {
    readonly timestamp?: number;
    readonly columns?: readonly string[];
    readonly ranges?: NonNullable<ReadArrayOptions["ranges"]>;
    readonly condition?: QueryCondition;
    readonly layout: "global" | "row";
  };
  readonly columns: Readonly<Record<string, readonly Cell[]>>;
}

export interface Golden {
  readonly name: string;
  readonly reads: readonly GoldenRead[];
  readonly refused?: string;
  readonly members?: readonly (readonly [string, string])[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly arrayMetadata?: Readonly<Record<string, unknown>>;
  /** The array's metadata by opening time. */
  readonly metadataAt?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Names of all goldens. */
export function goldenNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** A golden with its files decoded. */
export function loadGolden(name: string): Golden {
  const body = JSON.parse(readFileSync(`${FOLDER}${name}.json`, "utf8")) as Omit<Golden, "name" | "files"> & {
    readonly files: string;
  };
  const packed = JSON.parse(inflateSync(Buffer.from(body.files, "base64")).toString()) as Record<string, string>;
  const files = Object.entries(packed).map(
    ([key, text]) => [key, new Uint8Array(Buffer.from(text, "base64"))] as const,
  );
  return { ...body, name, files: new Map(files) };
}

/** A store with the golden's files, or those below `folder`. */
export function goldenStore(golden: Golden, folder = ""): MemoryStore {
  const prefix = folder === "" ? "" : `${folder}/`;
  const files = [...golden.files].filter(([key]) => key.startsWith(prefix));
  return new MemoryStore(
    `golden://${golden.name}`,
    files.map(([key, bytes]) => [key.slice(prefix.length), bytes]),
  );
}

/** A column in the goldens' own form: integers as numbers, floats as hex of their bytes, text as text, null as null. */
export function toCells(column: ColumnData, enumeration?: Enumeration): Cell[] {
  const { values, offsets, validity, valuesPerCell = 1 } = column;
  const isText = column.type === "string_utf8" || column.type === "string_ascii" || column.type === "char";
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const count = offsets === undefined ? values.length / valuesPerCell : offsets.length - 1;
  return Array.from({ length: count }, (_, i): Cell => {
    if (validity?.[i] === 0) return null;
    if (offsets !== undefined) {
      const cell = bytes.slice(offsets[i], offsets[i + 1]);
      return isText ? text(cell) : [...new Int32Array(cell.buffer)];
    }
    if (isText) return text(bytes.slice(i * valuesPerCell, (i + 1) * valuesPerCell));
    if (enumeration !== undefined) return scalar(enumeration.values as ArrayLike<unknown>, Number(values[i]));
    if (values instanceof Float32Array || values instanceof Float64Array) {
      const size = values.BYTES_PER_ELEMENT;
      return Buffer.from(bytes.slice(i * size, (i + 1) * size)).toString("hex");
    }
    return scalar(values, i);
  });
}

/** numpy drops NUL bytes at the end of text, and with them the fill value of strings. */
function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\0+$/, "");
}

function scalar(values: ArrayLike<unknown>, i: number): Cell {
  const value = values[i];
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value as number | string;
}
