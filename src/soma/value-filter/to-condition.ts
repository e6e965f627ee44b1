import { nearestNames } from "../../core/index.js";
import type { QueryCondition } from "../../tiledb/index.js";
import { coerceValue } from "./coerce-value.js";
import { filterError, type Span } from "./filter-error.js";
import type { FilterColumn, FilterSchema } from "./filter-schema.js";
import type { BitNode, CompareNode, ComparisonOp, ComparisonPart, ConstantNode, FilterNode } from "./nodes.js";

const TURNED_ROUND: Readonly<Record<ComparisonOp, ComparisonOp>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "==": "==",
  "!=": "!=",
};

const CONDITIONS: ReadonlySet<FilterNode["kind"]> = new Set(["compare", "bit", "boolean", "not"]);

/**
 * The condition that a parsed filter means on columns of this schema.
 * @throws ValueFilterError for an unknown column, a value that does not fit, or an expression that is no condition
 */
export function toCondition(filter: string, node: FilterNode, schema: FilterSchema): QueryCondition {
  const fail = (span: Span, what: string, more: { expected?: string; got?: string; hint?: string } = {}): never => {
    throw filterError(filter, span, { what, ...more });
  };
  const text = (span: Span): string => filter.slice(span.start, span.end);

  function condition(part: FilterNode): QueryCondition {
    switch (part.kind) {
      case "boolean":
        return { op: part.op, conditions: part.parts.map(condition) };
      case "not":
        return { op: "not", condition: condition(part.operand) };
      case "bit":
        return bits(part);
      case "compare":
        return compare(part);
      default:
        return fail(part, "a value filter must be made up of comparisons", { got: text(part), hint: hintFor(part) });
    }
  }

  function bits(part: BitNode): QueryCondition {
    for (const side of [part.left, part.right]) if (!CONDITIONS.has(side.kind)) failBits(part);
    return { op: part.op === "&" ? "and" : "or", conditions: [condition(part.left), condition(part.right)] };
  }

  // Python reads `a == 1 & b == 2` as `a == (1 & b) == 2`: say so rather than select something else.
  function failBits(part: BitNode): never {
    return fail(part, `unable to parse expression component ${text(part)} -- did you mean to quote it as a string?`, {
      hint: `${part.op} binds tighter than comparisons: put each comparison in parentheses, or use ${part.op === "&" ? "and" : "or"}.`,
    });
  }

  function compare({ left, rest }: CompareNode): QueryCondition {
    for (const side of [left, ...rest.map(({ right }) => right)]) if (side.kind === "bit") failBits(side);
    if (rest.some(({ op }) => op === "in" || op === "not in")) {
      if (rest.length === 1) return membership(left, rest[0]!);
      const { opSpan, op } = rest.find((part) => part.op === "in" || part.op === "not in")!;
      fail(opSpan, `\`${op}\` cannot be part of a chain of comparisons`);
    }
    const pairs = rest.map(({ op, right, opSpan }, i) =>
      pair(i === 0 ? left : rest[i - 1]!.right, op as ComparisonOp, right, opSpan),
    );
    return pairs.length === 1 ? pairs[0]! : { op: "and", conditions: pairs };
  }

  function pair(left: FilterNode, op: ComparisonOp, right: FilterNode, opSpan: Span): QueryCondition {
    const turned = !isColumn(left);
    const column = columnOf(turned ? right : left, turned ? left : right);
    const constant = constantOf(turned ? left : right);
    const chosen = turned ? TURNED_ROUND[op] : op;
    if (constant.value === null) {
      if (chosen === "==" || chosen === "!=") return { op: chosen, column: column.name, value: null };
      return fail(opSpan, "None can only be compared with == and !=");
    }
    if (chosen !== "==" && chosen !== "!=" && column.enumeration?.ordered === false) {
      fail(opSpan, `the categories of "${column.name}" have no order`, { expected: "==, !=, in or not in", got: op });
    }
    return { op: chosen, column: column.name, value: fitting(column, constant) };
  }

  function membership(left: FilterNode, { op, right }: ComparisonPart): QueryCondition {
    if (right.kind !== "list") {
      fail(right, "`in` operator syntax must be written as `attr in ['l', 'i', 's', 't']`", { got: text(right) });
    }
    const { items } = right as Extract<FilterNode, { kind: "list" }>;
    if (items.length === 0) fail(right, "at least one value must be provided to the set membership");
    const column = columnOf(left, left);
    const values = items.map((item) => {
      const constant = constantOf(item);
      if (constant.value === null) fail(item, `None cannot be in a list`, { hint: "Test it with == None." });
      return fitting(column, constant);
    });
    return { op: op as "in" | "not in", column: column.name, values };
  }

  function isColumn(part: FilterNode): boolean {
    return part.kind === "name" || (part.kind === "call" && part.name === "attr");
  }

  function columnOf(part: FilterNode, other: FilterNode): FilterColumn {
    const name =
      part.kind === "name"
        ? part.name
        : part.kind === "call" && part.name === "attr" && part.argument.kind === "constant"
          ? String(part.argument.value)
          : undefined;
    if (name === undefined) {
      const both = { start: Math.min(part.start, other.start), end: Math.max(part.end, other.end) };
      return fail(both, "no column on either side of the comparison", { expected: 'a column name or attr("name")' });
    }
    const column = schema.get(name);
    if (column !== undefined) return column;
    const near = nearestNames(name, schema.keys());
    const hint = near.length > 0 ? `Did you mean ${near.join(", ")}?` : `Columns: ${[...schema.keys()].join(", ")}.`;
    return fail(part, `no column "${name}"`, { hint });
  }

  function constantOf(part: FilterNode): ConstantNode {
    const inner = part.kind === "call" && part.name === "val" ? part.argument : part;
    if (inner.kind === "constant") return inner;
    return fail(part, "the value side must be a constant, not a variable or expression", {
      got: text(part),
      hint: hintFor(part),
    });
  }

  function fitting(column: FilterColumn, constant: ConstantNode): string | number | bigint | boolean {
    const result = coerceValue(column.type, constant.value as string | number | bigint | boolean);
    if ("value" in result) return result.value;
    return fail(constant, `value for column "${column.name}"`, { ...result.mismatch, got: text(constant) });
  }

  function hintFor(part: FilterNode): string {
    if (part.kind === "name") {
      const column = schema.get(part.name);
      if (column?.type === "bool") return `Write ${part.name} == True.`;
      if (column === undefined) return "Did you mean to quote it as a string?";
    }
    return "Compare a column with a constant.";
  }

  return condition(node);
}
