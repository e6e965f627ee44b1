import { ShapeError } from "../../core/index.js";
import type { Datatype, Enumeration, TypedArray } from "../../tiledb/index.js";
import type { CellColumn } from "../../tiledb/write/index.js";

const utf8 = new TextEncoder();

/** Text as a variable-length column; `null` is a cell without a value. */
export function stringCells(values: readonly (string | null)[]): CellColumn {
  const texts = values.map((value) => utf8.encode(value ?? ""));
  const offsets = new Float64Array(values.length + 1);
  texts.forEach((text, i) => {
    offsets[i + 1] = offsets[i]! + text.length;
  });
  const bytes = new Uint8Array(offsets[values.length]!);
  texts.forEach((text, i) => {
    bytes.set(text, offsets[i]!);
  });
  return { values: bytes, offsets, ...validityOf(values) };
}

/** Booleans as bytes; `null` is a cell without a value. */
export function booleanCells(values: readonly (boolean | null)[]): CellColumn {
  return { values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)), ...validityOf(values) };
}

/** Codes of `categories`; −1 is a cell without a value. */
export function categoricalCells(codes: ArrayLike<number>, categories: readonly string[]): CellColumn {
  const CodeArray = codeArray(categories.length);
  const validity = new Uint8Array(codes.length).fill(1);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code >= categories.length || code < -1) {
      throw new ShapeError({
        what: `category code of row ${i}`,
        expected: `−1 to ${categories.length - 1}`,
        got: `${code}`,
      });
    }
    if (code === -1) validity[i] = 0;
  }
  return { values: CodeArray.from(codes), validity };
}

/** The type that holds the codes of so many categories, the smallest signed one as pandas chooses it. */
export function codeType(categories: number): Datatype {
  return categories < 128 ? "int8" : categories < 32_768 ? "int16" : "int32";
}

function codeArray(categories: number): { from(codes: ArrayLike<number>): TypedArray } {
  return categories < 128 ? Int8Array : categories < 32_768 ? Int16Array : Int32Array;
}

/** The enumeration of a column of text categories, named as tiledbsoma names it (`_U` = Arrow's large text). */
export function categoryEnumeration(column: string, categories: readonly string[], ordered: boolean): Enumeration {
  return { name: `${column}_U`, type: "string_utf8", values: categories, ordered };
}

function validityOf(values: readonly unknown[]): { validity?: Uint8Array } {
  return values.includes(null) ? { validity: Uint8Array.from(values, (value) => (value === null ? 0 : 1)) } : {};
}
