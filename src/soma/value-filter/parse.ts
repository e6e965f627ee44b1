import { filterError, type Span } from "./filter-error.js";
import type { ComparisonPart, FilterNode } from "./nodes.js";
import type { Token } from "./token.js";
import { tokenize } from "./tokens.js";

/** Python itself refuses deeper nesting than this. */
const MAX_DEPTH = 200;
const COMPARISONS = new Set(["<", "<=", ">", ">=", "==", "!="]);
const ARITHMETIC = new Set(["+", "-", "*", "/", "//", "%", "@", "**", "<<", ">>", "^"]);

/**
 * Parses a value filter by Python's grammar, precedence included: `&` and `|` bind tighter than comparisons, `not`
 * looser. What Python allows but filters do not is refused where it stands.
 * @throws ValueFilterError with a caret under the place
 */
export function parseFilter(filter: string): FilterNode {
  const parser = new Parser(filter);
  return parser.parse();
}

class Parser {
  readonly #filter: string;
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(filter: string) {
    this.#filter = filter;
    this.#tokens = tokenize(filter);
  }

  parse(): FilterNode {
    const token = this.#token;
    if (token.kind === "end") throw this.#error(token, "the value filter is empty");
    const node = this.#or();
    if (this.#token.kind !== "end") throw this.#unexpected(this.#token, "an operator or the end");
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  #or(): FilterNode {
    return this.#nested(() => this.#joined("or", () => this.#joined("and", () => this.#not())));
  }

  #nested(parse: () => FilterNode): FilterNode {
    if (++this.#depth > MAX_DEPTH) throw this.#error(this.#token, "the value filter is nested too deeply");
    const node = parse();
    this.#depth--;
    return node;
  }

  #joined(op: "and" | "or", next: () => FilterNode): FilterNode {
    const parts = [next()];
    while (this.#takeKeyword(op)) parts.push(next());
    if (parts.length === 1) return parts[0]!;
    return { kind: "boolean", op, parts, start: parts[0]!.start, end: parts.at(-1)!.end };
  }

  #not(): FilterNode {
    const { start } = this.#token;
    if (!this.#takeKeyword("not")) return this.#comparison();
    const operand = this.#nested(() => this.#not());
    return { kind: "not", operand, start, end: operand.end };
  }

  #comparison(): FilterNode {
    const left = this.#bits("|");
    const rest: ComparisonPart[] = [];
    for (let op = this.#comparisonOp(); op !== undefined; op = this.#comparisonOp()) {
      rest.push({ ...op, right: this.#bits("|") });
    }
    if (rest.length === 0) return left;
    return { kind: "compare", left, rest, start: left.start, end: rest.at(-1)!.right.end };
  }

  #comparisonOp(): Omit<ComparisonPart, "right"> | undefined {
    const token = this.#token;
    if (token.kind === "op" && COMPARISONS.has(token.text)) {
      this.#at++;
      return { op: token.text as ComparisonPart["op"], opSpan: token };
    }
    if (this.#takeKeyword("in")) return { op: "in", opSpan: token };
    if (this.#isKeyword("is")) {
      const negated = this.#isKeyword("not", 1);
      throw this.#error(token, `the \`is${negated ? " not" : ""}\` operator is not supported`, {
        hint: `Use ${negated ? "!=" : "=="}.`,
      });
    }
    if (this.#isKeyword("not") && this.#isKeyword("in", 1)) {
      const { end } = this.#tokens[this.#at + 1]!;
      this.#at += 2;
      return { op: "not in", opSpan: { start: token.start, end } };
    }
    if (token.kind === "op" && token.text === "=") {
      throw this.#error(token, "`=` compares nothing", { hint: "Use ==." });
    }
    return undefined;
  }

  #bits(op: "&" | "|"): FilterNode {
    const next = (): FilterNode => (op === "|" ? this.#bits("&") : this.#operand());
    let left = next();
    while (this.#takeOp(op)) {
      const right = next();
      left = { kind: "bit", op, left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #operand(): FilterNode {
    const node = this.#signed();
    const token = this.#token;
    if (token.kind === "op" && ARITHMETIC.has(token.text)) {
      throw this.#error(token, `operator ${token.text} is not supported`, {
        hint: "The value side must be one constant.",
      });
    }
    return node;
  }

  #signed(): FilterNode {
    const token = this.#token;
    if (this.#takeOp("+"))
      return this.#withSign(
        token,
        this.#nested(() => this.#signed()),
        false,
      );
    if (this.#takeOp("-"))
      return this.#withSign(
        token,
        this.#nested(() => this.#signed()),
        true,
      );
    if (token.kind === "op" && token.text === "~") {
      throw this.#error(token, "operator ~ is not supported", { hint: "Use `not`." });
    }
    return this.#primary();
  }

  #withSign(sign: Span, node: FilterNode, negative: boolean): FilterNode {
    const { value } = node as { value?: unknown };
    if (node.kind !== "constant" || (typeof value !== "number" && typeof value !== "bigint")) {
      throw this.#error({ start: sign.start, end: node.end }, "a sign stands before a number only");
    }
    return { kind: "constant", value: negative ? -value : value, start: sign.start, end: node.end };
  }

  #primary(): FilterNode {
    const node = this.#atom();
    const token = this.#token;
    if (token.kind !== "op") return node;
    if (token.text === ".") {
      throw this.#error({ start: node.start, end: this.#tokens[this.#at + 1]!.end }, "unhandled dot operator", {
        hint: 'If the column name has a dot in it, wrap it: attr("orig.ident").',
      });
    }
    if (token.text === "[") throw this.#error(token, "subscripts are not supported");
    return token.text === "(" ? this.#call(node) : node;
  }

  #call(callee: FilterNode): FilterNode {
    this.#at++;
    if (callee.kind !== "name" || (callee.name !== "attr" && callee.name !== "val")) {
      throw this.#error(callee, "valid casts are attr() or val()");
    }
    const items = this.#items(")");
    const { end } = this.#tokens[this.#at - 1]!;
    const span = { start: callee.start, end };
    if (items.length !== 1) throw this.#error(span, `exactly one argument must be provided to ${callee.name}()`);
    return { kind: "call", name: callee.name, argument: items[0]!, ...span };
  }

  /** Comma-separated nodes up to the closing bracket, which is taken too. */
  #items(close: ")" | "]"): FilterNode[] {
    const items: FilterNode[] = [];
    while (!this.#takeOp(close)) {
      items.push(this.#or());
      if (!this.#takeOp(",") && !this.#isOp(close)) throw this.#unexpected(this.#token, `, or ${close}`);
    }
    return items;
  }

  #atom(): FilterNode {
    const token = this.#token;
    this.#at++;
    const { start, end } = token;
    if (token.kind === "number") return { kind: "constant", value: token.value, start, end };
    if (token.kind === "string") return this.#strings(token.value, start, end);
    if (token.kind === "name") return { kind: "name", name: token.text, start, end };
    if (token.kind === "keyword") {
      const value = { True: true, False: false, None: null }[token.text];
      if (value !== undefined) return { kind: "constant", value, start, end };
    }
    if (token.kind === "op" && token.text === "(") return this.#parenthesised(token);
    if (token.kind === "op" && token.text === "[") {
      const items = this.#items("]");
      return { kind: "list", items, start, end: this.#tokens[this.#at - 1]!.end };
    }
    throw this.#unexpected(token, "a column, a value or (");
  }

  /** Texts that stand side by side are one text. */
  #strings(first: string, start: number, firstEnd: number): FilterNode {
    let value = first;
    let end = firstEnd;
    for (let token = this.#token; token.kind === "string"; token = this.#token) {
      value += token.value;
      end = token.end;
      this.#at++;
    }
    return { kind: "constant", value, start, end };
  }

  #parenthesised(open: Token): FilterNode {
    if (this.#isOp(")")) throw this.#error(open, "tuples are not supported", { hint: "Write a list: [ … ]." });
    const node = this.#or();
    if (this.#isOp(",")) throw this.#error(open, "tuples are not supported", { hint: "Write a list: [ … ]." });
    if (!this.#takeOp(")")) {
      if (this.#token.kind === "end") throw this.#error(open, "this ( is never closed");
      throw this.#unexpected(this.#token, ")");
    }
    return { ...node, start: open.start, end: this.#tokens[this.#at - 1]!.end };
  }

  #isKeyword(text: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === "keyword" && token.text === text;
  }

  #takeKeyword(text: string): boolean {
    const found = this.#isKeyword(text);
    if (found) this.#at++;
    return found;
  }

  #isOp(text: string): boolean {
    const token = this.#token;
    return token.kind === "op" && token.text === text;
  }

  #takeOp(text: string): boolean {
    const found = this.#isOp(text);
    if (found) this.#at++;
    return found;
  }

  #unexpected(token: Token, expected: string): Error {
    if (token.kind === "end") return this.#error(token, "the value filter ends too early", { expected });
    return this.#error(token, `unexpected ${this.#filter.slice(token.start, token.end)}`, { expected });
  }

  #error(span: Span, what: string, more: { expected?: string; hint?: string } = {}): Error {
    return filterError(this.#filter, span, { what, ...more });
  }
}
