import { ByteCursor, FormatError, UnsupportedFeatureError } from "../../core/index.js";
import type { DeleteMarker } from "../fragment/commits.js";
import { decodeGenericTile } from "../generic-tile.js";
import { type ComparisonOp, type ConditionColumn, compareColumn, keyFromBytes } from "./condition.js";

/** The rows to KEEP: the format stores the negation of the condition that the user gave for deleting. */
export type KeepTree =
  | { readonly op: "and" | "or" | "not"; readonly children: readonly KeepTree[] }
  | { readonly op: ComparisonOp; readonly column: string; readonly value: Uint8Array };

export interface DeleteCondition {
  readonly marker: string;
  readonly time: number;
  readonly keep: KeepTree;
}

const EXPRESSIONS = ["and", "or", "not"] as const;
const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="] as const;

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
  const op = COMPARISONS[code];
  if (kind !== 1) throw new FormatError({ what: "delete condition", where, expected: "node 0 or 1", got: `${kind}` });
  if (op === undefined) throw new UnsupportedFeatureError({ what: `delete condition with operator ${code}`, where });
  const column = cursor.text(cursor.uint32());
  return { op, column, value: cursor.take(cursor.uint64("value size")).slice() };
}

/** Columns that the condition compares. */
export function deleteColumns(tree: KeepTree): string[] {
  return "children" in tree ? [...new Set(tree.children.flatMap(deleteColumns))] : [tree.column];
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
  const { field, column } = columnOf(tree.column);
  if (field.enumeration !== undefined || field.nullable)
    throw new UnsupportedFeatureError({
      what: `a delete condition on ${field.nullable ? "a nullable" : "an enumerated"} attribute`,
      where: field.name,
    });
  return compareColumn(field, column, tree.op, keyFromBytes(field, tree.value));
}
