import type TypeScript from "typescript";
import { type ObjectField, type ParameterType, type TupleElement, UNKNOWN_TYPE } from "./parameter-type.js";

type Ts = typeof TypeScript;

/** The types that the cell declares, by name: `type Mode = "a" | "b"` can be followed, others (`undefined`) cannot. */
export type TypeAliases = ReadonlyMap<string, TypeScript.TypeNode | undefined>;

/** Types of TypeScript's library whose values are made by code only. */
const UNPASSABLE: ReadonlySet<string> = new Set(
  (
    "Date RegExp Set Map ReadonlySet ReadonlyMap WeakSet WeakMap WeakRef Promise Function URL URLSearchParams ArrayBuffer " +
    "DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array " +
    "BigInt64Array BigUint64Array"
  ).split(" "),
);

const ANY_KEY: ParameterType = { kind: "union", members: [{ kind: "string" }, { kind: "number" }] };

export function declaredTypes(ts: Ts, file: TypeScript.SourceFile): TypeAliases {
  const found = new Map<string, TypeScript.TypeNode | undefined>();
  for (const statement of file.statements) {
    if (ts.isTypeAliasDeclaration(statement)) found.set(statement.name.text, statement.type);
    else if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings } = statement.importClause ?? {};
      const named = namedBindings !== undefined && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
      for (const each of [name, ...named.map((element) => element.name)]) if (each) found.set(each.text, undefined);
    } else if (
      ts.isInterfaceDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
    )
      if (statement.name !== undefined) found.set(statement.name.text, undefined);
  }
  return found;
}

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
    case ts.SyntaxKind.VoidKeyword:
      return { kind: "undefined" };
    case ts.SyntaxKind.ObjectKeyword:
      return { kind: "non-primitive" };
    case ts.SyntaxKind.SymbolKeyword:
    case ts.SyntaxKind.NeverKeyword:
    case ts.SyntaxKind.FunctionType:
    case ts.SyntaxKind.ConstructorType:
      return { kind: "unpassable", name: node.getText() };
    default:
      break;
  }
  if (ts.isParenthesizedTypeNode(node)) return inner(node.type);
  if (ts.isUnionTypeNode(node)) return { kind: "union", members: node.types.map(inner) };
  if (ts.isArrayTypeNode(node)) return { kind: "array", element: inner(node.elementType) };
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) return inner(node.type);
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword) return keysOf(inner(node.type));
  if (ts.isTupleTypeNode(node)) return typeOfTuple(ts, node, inner);
  if (ts.isTypeLiteralNode(node)) return typeOfMembers(ts, node, inner);
  if (ts.isLiteralTypeNode(node)) return typeOfLiteral(ts, node.literal) ?? UNKNOWN_TYPE;
  if (!ts.isTypeReferenceNode(node) || !ts.isIdentifier(node.typeName)) return UNKNOWN_TYPE;
  const name = node.typeName.text;
  if (aliases.has(name)) {
    const alias = aliases.get(name);
    return alias === undefined ? UNKNOWN_TYPE : inner(alias);
  }
  if (UNPASSABLE.has(name)) return { kind: "unpassable", name };
  const [argument, second] = node.typeArguments ?? [];
  if ((name === "Array" || name === "ReadonlyArray") && argument) return { kind: "array", element: inner(argument) };
  if (name === "Readonly" && argument) return inner(argument);
  if (name === "Record" && argument && second) return typeOfRecord(inner(argument), inner(second));
  return UNKNOWN_TYPE;
}

/** The keys of a mapping; of what is not known, any text or number. */
function keysOf(type: ParameterType): ParameterType {
  if (type.kind !== "object") return ANY_KEY;
  // An index signature for texts takes numbers too, a Record does not.
  if (type.values !== undefined) return type.fields === undefined ? { kind: "string" } : ANY_KEY;
  if (type.fields === undefined) return ANY_KEY;
  const names = [...type.fields.keys()];
  // It is forgotten whether the key was a number.
  if (names.some((name) => /^\d/.test(name))) return ANY_KEY;
  return { kind: "union", members: names.map((name) => ({ kind: "literal", value: name })) };
}

type Inner = (child: TypeScript.TypeNode) => ParameterType;

function typeOfTuple(ts: Ts, node: TypeScript.TupleTypeNode, inner: Inner): ParameterType {
  const elements: TupleElement[] = [];
  for (const element of node.elements) {
    // How many may follow is not told by the elements.
    if (ts.isRestTypeNode(element)) return { kind: "array", element: UNKNOWN_TYPE };
    if (ts.isNamedTupleMember(element)) {
      if (element.dotDotDotToken !== undefined) return { kind: "array", element: UNKNOWN_TYPE };
      elements.push({ type: inner(element.type), optional: element.questionToken !== undefined });
    } else if (ts.isOptionalTypeNode(element)) elements.push({ type: inner(element.type), optional: true });
    else elements.push({ type: inner(element), optional: false });
  }
  return { kind: "tuple", elements };
}

/** `{ a: number; b?: string; [key: string]: unknown }`; one that has methods or computed names may be any mapping. */
function typeOfMembers(ts: Ts, node: TypeScript.TypeLiteralNode, inner: Inner): ParameterType {
  if (node.members.length === 0) return { kind: "non-null" };
  const fields = new Map<string, ObjectField>();
  let values: ParameterType | undefined;
  for (const member of node.members) {
    const type =
      "type" in member && member.type !== undefined ? inner(member.type as TypeScript.TypeNode) : UNKNOWN_TYPE;
    if (ts.isIndexSignatureDeclaration(member)) values = type;
    else if (ts.isPropertySignature(member) && (ts.isIdentifier(member.name) || ts.isStringLiteral(member.name)))
      fields.set(member.name.text, { type, optional: member.questionToken !== undefined });
    else return { kind: "object" };
  }
  return { kind: "object", fields, ...(values === undefined ? {} : { values }) };
}

/** `Record<"a" | "b", T>` has these fields, `Record<string, T>` any. */
function typeOfRecord(key: ParameterType, value: ParameterType): ParameterType {
  const names = (key.kind === "union" ? key.members : [key]).map((member) =>
    member.kind === "literal" ? String(member.value) : undefined,
  );
  if (names.every((name) => name !== undefined))
    return { kind: "object", fields: new Map(names.map((name) => [name, { type: value, optional: false }])) };
  return key.kind === "string" ? { kind: "object", values: value } : { kind: "object" };
}

/** The widened type of an initial value, as TypeScript infers it for `let`. */
export function typeOfInitializer(ts: Ts, node: TypeScript.Expression, aliases: TypeAliases): ParameterType {
  if (ts.isParenthesizedExpression(node)) return typeOfInitializer(ts, node.expression, aliases);
  if (ts.isAsExpression(node)) {
    const constant = ts.isTypeReferenceNode(node.type) && node.type.getText() === "const";
    return constant ? typeOfInitializer(ts, node.expression, aliases) : typeOfNode(ts, node.type, aliases);
  }
  if (ts.isSatisfiesExpression(node)) return typeOfInitializer(ts, node.expression, aliases);
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
    const name = node.expression.text;
    return UNPASSABLE.has(name) && !aliases.has(name) ? { kind: "unpassable", name } : UNKNOWN_TYPE;
  }
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
