import type TypeScript from "typescript";
import { type ParameterType, UNKNOWN_TYPE } from "./parameter-type.js";

type Ts = typeof TypeScript;

/** Type aliases of the cell by name, so that `type Mode = "a" | "b"` can be followed. */
export type TypeAliases = ReadonlyMap<string, TypeScript.TypeNode>;

/** The type that a type annotation stands for, without a type checker: what it cannot tell is `unknown`. */
export function typeOfNode(ts: Ts, node: TypeScript.TypeNode, aliases: TypeAliases, depth = 0): ParameterType {
  if (depth > 20) return UNKNOWN_TYPE;
  const inner = (child: TypeScript.TypeNode): ParameterType => typeOfNode(ts, child, aliases, depth + 1);
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { kind: "string" };
    case ts.SyntaxKind.NumberKeyword:
      return { kind: "number" };
    case ts.SyntaxKind.BooleanKeyword:
      return { kind: "boolean" };
    case ts.SyntaxKind.BigIntKeyword:
      return { kind: "bigint" };
    case ts.SyntaxKind.UndefinedKeyword:
      return { kind: "undefined" };
    default:
      break;
  }
  if (ts.isParenthesizedTypeNode(node)) return inner(node.type);
  if (ts.isUnionTypeNode(node)) return { kind: "union", members: node.types.map(inner) };
  if (ts.isArrayTypeNode(node)) return { kind: "array", element: inner(node.elementType) };
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) return inner(node.type);
  if (ts.isTypeLiteralNode(node)) return { kind: "object" };
  if (ts.isLiteralTypeNode(node)) return typeOfLiteral(ts, node.literal) ?? UNKNOWN_TYPE;
  if (!ts.isTypeReferenceNode(node) || !ts.isIdentifier(node.typeName)) return UNKNOWN_TYPE;
  const name = node.typeName.text;
  const argument = node.typeArguments?.[0];
  if ((name === "Array" || name === "ReadonlyArray") && argument) return { kind: "array", element: inner(argument) };
  if (name === "Record") return { kind: "object" };
  const alias = aliases.get(name);
  return alias === undefined ? UNKNOWN_TYPE : inner(alias);
}

/** The widened type of an initial value, as TypeScript infers it for `let`. */
export function typeOfInitializer(ts: Ts, node: TypeScript.Expression, aliases: TypeAliases): ParameterType {
  if (ts.isParenthesizedExpression(node)) return typeOfInitializer(ts, node.expression, aliases);
  if (ts.isAsExpression(node)) {
    const constant = ts.isTypeReferenceNode(node.type) && node.type.getText() === "const";
    return constant ? typeOfInitializer(ts, node.expression, aliases) : typeOfNode(ts, node.type, aliases);
  }
  if (ts.isSatisfiesExpression(node)) return typeOfInitializer(ts, node.expression, aliases);
  if (ts.isTemplateExpression(node)) return { kind: "string" };
  if (ts.isObjectLiteralExpression(node)) return { kind: "object" };
  if (ts.isArrayLiteralExpression(node)) {
    const members = node.elements.map((element) => typeOfInitializer(ts, element, aliases));
    const certain = members.length > 0 && members.every((member) => member.kind !== "unknown");
    return { kind: "array", element: certain ? { kind: "union", members } : UNKNOWN_TYPE };
  }
  const literal = typeOfLiteral(ts, node);
  if (literal === undefined) return UNKNOWN_TYPE;
  // `let x = null` may hold anything later; a literal widens to its primitive type.
  if (literal.kind === "null") return UNKNOWN_TYPE;
  return literal.kind === "literal" ? ({ kind: typeof literal.value } as ParameterType) : literal;
}

function typeOfLiteral(ts: Ts, node: TypeScript.Node): ParameterType | undefined {
  if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: "null" };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: "literal", value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: "literal", value: false };
  if (ts.isStringLiteralLike(node)) return { kind: "literal", value: node.text };
  if (ts.isNumericLiteral(node)) return { kind: "literal", value: Number(node.text) };
  if (ts.isBigIntLiteral(node)) return { kind: "literal", value: BigInt(node.text.slice(0, -1)) };
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const operand = typeOfLiteral(ts, node.operand);
    if (operand?.kind === "literal" && (typeof operand.value === "number" || typeof operand.value === "bigint"))
      return { kind: "literal", value: -operand.value };
  }
  return undefined;
}
