import type { SyntaxNode } from "@lezer/common";
import { type ParameterType, UNKNOWN_TYPE } from "./parameter-type.js";
import { children, textOf } from "./python-source.js";

type Parse = (text: string) => SyntaxNode;

/** An annotation without the quotes that put off its evaluation. */
export function annotationText(text: string): string {
  return text.replace(/^(["'])((?:(?!\1)[\s\S])*)\1$/, "$2").trim();
}

/** The type that an annotation stands for, as far as values from the command line can break it. */
export function typeOfAnnotation(text: string, parse: Parse): ParameterType {
  const statement = parse(text).firstChild;
  if (statement?.name !== "ExpressionStatement" || statement.nextSibling !== null) return UNKNOWN_TYPE;
  return typeOfNode(statement.firstChild, text, parse);
}

function typeOfNode(node: SyntaxNode | null, source: string, parse: Parse): ParameterType {
  const inner = (child: SyntaxNode | null): ParameterType => typeOfNode(child, source, parse);
  switch (node?.name) {
    case "None":
      return { kind: "null" };
    case "VariableName":
      return named(textOf(node, source));
    case "String": {
      const text = textOf(node, source);
      const unquoted = annotationText(text);
      // Texts with a prefix or three quotes stay as they are.
      return unquoted === text ? UNKNOWN_TYPE : typeOfAnnotation(unquoted, parse);
    }
    case "ParenthesizedExpression":
      return inner(node.firstChild?.nextSibling ?? null);
    case "BinaryExpression":
      if (node.getChild("BitOp") === null || textOf(node.getChild("BitOp")!, source) !== "|") return UNKNOWN_TYPE;
      return { kind: "union", members: [inner(node.firstChild), inner(node.lastChild)] };
    case "MemberExpression":
      return ofMember(node, source, inner);
    default:
      return UNKNOWN_TYPE;
  }
}

function named(name: string): ParameterType {
  switch (name) {
    case "str":
      return { kind: "string" };
    case "bool":
      return { kind: "boolean" };
    case "int":
      return { kind: "integer" };
    case "float":
      return { kind: "union", members: [{ kind: "number" }, { kind: "integer" }] };
    case "list":
    case "List":
      return { kind: "array", element: UNKNOWN_TYPE };
    case "dict":
    case "Dict":
    case "Mapping":
      return { kind: "object" };
    default:
      return UNKNOWN_TYPE;
  }
}

/** `typing.List`, `List[int]`, `t.Optional[str]` and the like. */
function ofMember(node: SyntaxNode, source: string, inner: (child: SyntaxNode) => ParameterType): ParameterType {
  const [object, bracket, ...rest] = children(node);
  const name = textOf(object!, source).split(".").at(-1) as string;
  if (bracket?.name !== "[") return named(textOf(node.lastChild!, source));
  const given = rest.filter((child) => child.name !== "," && child.name !== "]");
  switch (name) {
    case "Optional":
      return { kind: "union", members: [...given.map(inner), { kind: "null" }] };
    case "Union":
      return { kind: "union", members: given.map(inner) };
    case "Literal":
      return { kind: "union", members: given.map((each) => literal(each, source)) };
    case "list":
    case "List":
      return { kind: "array", element: given[0] === undefined ? UNKNOWN_TYPE : inner(given[0]) };
    case "Annotated":
    case "Final":
      return given[0] === undefined ? UNKNOWN_TYPE : inner(given[0]);
    default:
      return named(name);
  }
}

function literal(node: SyntaxNode, source: string): ParameterType {
  const text = textOf(node, source);
  if (node.name === "None") return { kind: "null" };
  if (node.name === "Boolean") return { kind: "literal", value: text === "True" };
  if (/^-?[0-9]+$/.test(text)) return { kind: "literal", value: Number(text) };
  // A text whose escapes would have to be read is not known.
  const plain = /^(["'])([^\\]*)\1$/.exec(text)?.[2];
  return plain === undefined ? UNKNOWN_TYPE : { kind: "literal", value: plain };
}
