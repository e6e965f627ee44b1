import { ByteCursor, FormatError, UnsupportedFeatureError } from "../../core/index.js";
import type { DeleteMarker } from "../fragment/commits.js";
import { decodeGenericTile } from "../generic-tile.js";
import { type ComparisonOp, type ConditionColumn, compareColumn, isAnyOf, keyFromBytes } from "./condition.js";

/** The rows to KEEP: the format stores the negation of the condition that the user gave for deleting. */
export type KeepTree =
  | { readonly op: "and" | "or" | "not"; readonly children: readonly KeepTree[] }
  | { readonly op: ComparisonOp; readonly column: string; readonly value: Uint8Array }
  | { readonly op: "in" | "not in"; readonly column: string; readonly values: readonly Uint8Array[] }
  | { readonly op: "always"; readonly keep: boolean };

export interface DeleteCondition {
  readonly marker: string;
  readonly time: number;
  readonly keep: KeepTree;
}

const EXPRESSIONS = ["and", "or", "not"] as const;
const COMPARISONS = ["<", "<=", ">", ">=", "==", "!=", "in", "not in"] as const;
const ALWAYS_TRUE = 253;
const ALWAYS_FALSE = 254;

/** Decodes the condition of a delete commit. */
export function parseDelete(marker: DeleteMarker, where: string): DeleteCondition {
  const place = `${where}/${marker.marker}`;
  const cursor = new ByteCursor(decodeGenericTile(marker.bytes, place).data, place);
  return { marker: marker.marker, time: marker.time, keep: parseNode(cursor, place, 0) };
}

function parseNode(cursor: ByteCursor, where: string, depth: number): KeepTree {
  const kind = cursor.uint8();
  const code = cursor.uint8();
  if (kind === 0) {
    const op = EXPRESSIONS[code];
    const count = cursor.uint64("children of a condition");
    if (op === undefined || count > cursor.remaining || depth > 100)
      throw new FormatError({ what: "delete condition", where, expected: "and, or, not", got: `${code}` });
    return { op, children: Array.from({ length: count }, () => parseNode(cursor, where, depth + 1)) };
  }
  if (kind !== 1) throw new FormatError({ what: "delete condition", where, expected: "node 0 or 1", got: `${kind}` });
  const op = COMPARISONS[code];
  const isAlways = code === ALWAYS_TRUE || code === ALWAYS_FALSE;
  if (op === undefined && !isAlways)
    throw new UnsupportedFeatureError({ what: `delete condition with operator ${code}`, where });
  const column = cursor.text(cursor.uint32());
  const value = cursor.take(cursor.uint64("value size")).slice();
  if (op === undefined) return { op: "always", keep: code === ALWAYS_TRUE };
  if (op !== "in" && op !== "not in") return { op, column, value };
  const offsets = new ByteCursor(cursor.take(cursor.uint64("size of offsets")), where);
  const starts = Array.from({ length: Math.floor(offsets.remaining / 8) }, () => offsets.uint64("offset"));
  return { op, column, values: starts.map((start, i) => value.subarray(start, starts[i + 1] ?? value.length)) };
}

/** Columns that the condition compares. */
export function deleteColumns(tree: KeepTree): string[] {
  if ("children" in tree) return [...new Set(tree.children.flatMap(deleteColumns))];
  return tree.op === "always" ? [] : [tree.column];
}

/** 1 for each cell that the condition keeps. */
export function evaluateKeep(tree: KeepTree, cells: number, columnOf: (name: string) => ConditionColumn): Uint8Array {
  if ("children" in tree) {
    const masks = tree.children.map((child) => evaluateKeep(child, cells, columnOf));
    if (tree.op === "not") return masks[0]!.map((keep) => 1 - keep);
    const mask = new Uint8Array(cells).fill(tree.op === "and" ? 1 : 0);
    for (const one of masks) {
      if (tree.op === "and") for (let i = 0; i < cells; i++) mask[i]! &= one[i]!;
      else for (let i = 0; i < cells; i++) mask[i]! |= one[i]!;
    }
    return mask;
  }
  if (tree.op === "always") return new Uint8Array(cells).fill(tree.keep ? 1 : 0);
  // Values for an enumerated attribute are stored as codes: libtiledb looks them up when it writes the condition.
  const { field, column } = columnOf(tree.column);
  // A null cell fails every comparison, so that it is not kept: deleting `a == 1` deletes the nulls too, as in libtiledb.
  if ("values" in tree) {
    const keys = tree.values.map((value) => keyFromBytes(field, value));
    return isAnyOf(field, column, keys, tree.op === "in");
  }
  return compareColumn(field, column, tree.op, keyFromBytes(field, tree.value));
}
