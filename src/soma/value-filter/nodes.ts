import type { Span } from "./filter-error.js";

export type ConstantValue = string | number | bigint | boolean | null;

export type ComparisonOp = "<" | "<=" | ">" | ">=" | "==" | "!=";

/** A parsed value filter: the part of Python's expression tree that filters can have, with the place of each node. */
export type FilterNode =
  | NameNode
  | ConstantNode
  | CallNode
  | (Span & { readonly kind: "list"; readonly items: readonly FilterNode[] })
  | CompareNode
  | (Span & { readonly kind: "boolean"; readonly op: "and" | "or"; readonly parts: readonly FilterNode[] })
  | BitNode
  | (Span & { readonly kind: "not"; readonly operand: FilterNode });

export type NameNode = Span & { readonly kind: "name"; readonly name: string };

export type ConstantNode = Span & { readonly kind: "constant"; readonly value: ConstantValue };

/** `attr(…)` or `val(…)`. */
export type CallNode = Span & { readonly kind: "call"; readonly name: "attr" | "val"; readonly argument: FilterNode };

/** `left op right op right …`; a chain holds where all its pairs do. */
export type CompareNode = Span & {
  readonly kind: "compare";
  readonly left: FilterNode;
  readonly rest: readonly ComparisonPart[];
};

export interface ComparisonPart {
  readonly op: ComparisonOp | "in" | "not in";
  readonly opSpan: Span;
  readonly right: FilterNode;
}

export type BitNode = Span & {
  readonly kind: "bit";
  readonly op: "&" | "|";
  readonly left: FilterNode;
  readonly right: FilterNode;
};

/** The names of the columns that the filter mentions; the schema may not have them. */
export function mentionedColumns(node: FilterNode): Set<string> {
  const names = new Set<string>();
  const visit = (part: FilterNode): void => {
    switch (part.kind) {
      case "name":
        names.add(part.name);
        break;
      case "call":
        if (part.name === "attr" && part.argument.kind === "constant") names.add(String(part.argument.value));
        break;
      case "constant":
        break;
      case "list":
        part.items.forEach(visit);
        break;
      case "compare":
        visit(part.left);
        for (const { right } of part.rest) visit(right);
        break;
      case "boolean":
        part.parts.forEach(visit);
        break;
      case "bit":
        visit(part.left);
        visit(part.right);
        break;
      case "not":
        visit(part.operand);
        break;
    }
  };
  visit(node);
  return names;
}
