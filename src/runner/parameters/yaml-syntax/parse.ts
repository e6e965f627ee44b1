import { YamlScanner } from "./scanner.js";
import { type Token, type TokenKind, tokenName } from "./tokens.js";

export interface YamlScalar {
  readonly kind: "scalar";
  readonly text: string;
  /** Whether its text says what type it has, as without quotes. */
  readonly plain: boolean;
  readonly tag?: string;
  readonly start: number;
}

export interface YamlSequence {
  readonly kind: "sequence";
  readonly items: YamlNode[];
  readonly tag?: string;
  readonly start: number;
}

export interface YamlMapping {
  readonly kind: "mapping";
  readonly pairs: [key: YamlNode, value: YamlNode][];
  readonly tag?: string;
  readonly start: number;
}

/** A node of YAML's tree; an alias is the node that it stands for. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

/** A document, and how places in it are written. */
export interface YamlDocument {
  readonly root: YamlNode;
  readonly place: (offset: number) => string;
}

/** The one document of a YAML text; `undefined` if there is none. */
export function parseYaml(text: string, where: string): YamlDocument | undefined {
  const parser = new YamlParser(text, where);
  const root = parser.onlyDocument();
  return root === undefined ? undefined : { root, place: parser.place };
}

interface Properties {
  readonly anchor?: string;
  readonly tag?: string;
}

class YamlParser {
  readonly #tokens: YamlScanner;
  readonly #anchors = new Map<string, YamlNode>();
  #handles: Map<string, string> = new Map();

  constructor(text: string, where: string) {
    this.#tokens = new YamlScanner(text, where);
  }

  readonly place = (offset: number): string => this.#tokens.cursor.place(offset);

  onlyDocument(): YamlNode | undefined {
    const first = this.#next;
    if (first.kind === "stream end") return undefined;
    const explicit = first.kind === "directive" || first.kind === "document start";
    this.#startDocument(explicit);
    const root =
      explicit && this.#nextIs("directive", "document start", "document end", "stream end")
        ? this.#empty(this.#next.start)
        : this.#node("block");
    while (this.#tokens.accept("document end"));
    const after = this.#next;
    if (after.kind === "stream end") return root;
    // What follows without `---` is no document either.
    if (after.kind !== "directive" && after.kind !== "document start") this.#unexpected("the end of the document");
    return this.#tokens.cursor.fail("a second document where only one may stand", after.start);
  }

  #startDocument(explicit: boolean): void {
    let versions = 0;
    for (let token = this.#tokens.accept("directive"); token !== undefined; token = this.#tokens.accept("directive")) {
      if (token.handle !== undefined) this.#setHandle(token, token.handle);
      else if (token.major !== undefined && (token.major !== 1 || versions++ > 0))
        this.#tokens.cursor.fail("a %YAML directive that is not the one for version 1", token.start);
    }
    if (explicit && this.#tokens.accept("document start") === undefined) this.#unexpected("---");
    for (const [handle, prefix] of [
      ["!", "!"],
      ["!!", "tag:yaml.org,2002:"],
    ] as const)
      if (!this.#handles.has(handle)) this.#handles.set(handle, prefix);
  }

  #setHandle(token: Token, handle: string): void {
    if (this.#handles.has(handle)) this.#tokens.cursor.fail(`a second %TAG directive for ${handle}`, token.start);
    this.#handles.set(handle, token.text);
  }

  get #next(): Token {
    return this.#tokens.peek();
  }

  #nextIs(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#next.kind);
  }

  #unexpected(expected: string): never {
    const { cursor } = this.#tokens;
    return cursor.fail(`${tokenName(this.#next)} where ${expected} must stand`, this.#next.start);
  }

  #empty(start: number): YamlScalar {
    return { kind: "scalar", text: "", plain: true, start };
  }

  /** A node; in a block, it may be indented, and the items of a list as a mapping's value need not be. */
  #node(context: "flow" | "block" | "block value"): YamlNode {
    const alias = this.#tokens.accept("alias");
    if (alias !== undefined)
      return (
        this.#anchors.get(alias.text) ?? this.#tokens.cursor.fail(`the alias *${alias.text} of no anchor`, alias.start)
      );
    const { anchor, tag } = this.#properties();
    const given = tag === undefined || tag === "!" ? {} : { tag };
    const { kind, start } = this.#next;
    const keep = <N extends YamlNode>(node: N): N => {
      if (anchor !== undefined) this.#anchors.set(anchor, node);
      return node;
    };
    const sequence = (): YamlSequence => keep({ kind: "sequence", items: [], start, ...given });
    const mapping = (): YamlMapping => keep({ kind: "mapping", pairs: [], start, ...given });
    if (kind === "scalar") {
      const { text, plain = false } = this.#tokens.take();
      return keep({ kind, text, plain: tag === "!" || plain, start, ...given });
    }
    if (kind === "[") return this.#flowSequence(sequence());
    if (kind === "{") return this.#flowMapping(mapping());
    if (context === "block value" && kind === "-") return this.#indentlessSequence(sequence());
    if (context !== "flow" && kind === "block sequence start") return this.#blockSequence(sequence());
    if (context !== "flow" && kind === "block mapping start") return this.#blockMapping(mapping());
    if (anchor === undefined && tag === undefined) this.#unexpected("a value");
    return keep({ ...this.#empty(start), ...given });
  }

  /** An anchor and a tag, in any order. */
  #properties(): Properties {
    let anchor = this.#tokens.accept("anchor");
    const tag = this.#tokens.accept("tag");
    anchor ??= tag === undefined ? undefined : this.#tokens.accept("anchor");
    if (anchor !== undefined && this.#anchors.has(anchor.text))
      this.#tokens.cursor.fail(`a second anchor &${anchor.text}`, anchor.start);
    return {
      ...(anchor === undefined ? {} : { anchor: anchor.text }),
      ...(tag === undefined ? {} : { tag: this.#tagName(tag) }),
    };
  }

  #tagName({ handle, text, start }: Token): string {
    if (handle === undefined) return text;
    const prefix = this.#handles.get(handle);
    if (prefix === undefined)
      this.#tokens.cursor.fail(`the tag handle ${handle}, which no %TAG directive explains`, start);
    return prefix + text;
  }

  /** A node, or nothing before one of the tokens that may follow it. */
  #nodeOrEmpty(context: "flow" | "block" | "block value", ...after: readonly TokenKind[]): YamlNode {
    return this.#nextIs(...after) ? this.#empty(this.#next.start) : this.#node(context);
  }

  #blockSequence(node: YamlSequence): YamlSequence {
    this.#tokens.take();
    while (this.#tokens.accept("-")) node.items.push(this.#nodeOrEmpty("block", "-", "block end"));
    this.#endBlock();
    return node;
  }

  #indentlessSequence(node: YamlSequence): YamlSequence {
    while (this.#tokens.accept("-")) node.items.push(this.#nodeOrEmpty("block", "-", "?", ":", "block end"));
    return node;
  }

  #blockMapping(node: YamlMapping): YamlMapping {
    this.#tokens.take();
    const entry = (): YamlNode => this.#nodeOrEmpty("block value", "?", ":", "block end");
    while (this.#tokens.accept("?")) {
      const key = entry();
      node.pairs.push([key, this.#tokens.accept(":") ? entry() : this.#empty(this.#next.start)]);
    }
    this.#endBlock();
    return node;
  }

  #endBlock(): void {
    if (this.#tokens.accept("block end") === undefined) this.#unexpected("the next key or item");
  }

  #flowSequence(node: YamlSequence): YamlSequence {
    this.#tokens.take();
    this.#flowEntries("]", () => {
      const key = this.#tokens.accept("?");
      if (key === undefined) node.items.push(this.#node("flow"));
      else node.items.push({ kind: "mapping", pairs: [this.#flowPair("]")], start: key.start });
    });
    return node;
  }

  #flowMapping(node: YamlMapping): YamlMapping {
    this.#tokens.take();
    this.#flowEntries("}", () => {
      const pair = this.#tokens.accept("?") ? this.#flowPair("}") : undefined;
      node.pairs.push(pair ?? [this.#node("flow"), this.#empty(this.#next.start)]);
    });
    return node;
  }

  /** Entries with commas between them, and one behind the last if need be. */
  #flowEntries(closing: "]" | "}", entry: () => void): void {
    for (let first = true; !this.#nextIs(closing); first = false) {
      if (!first && this.#tokens.accept(",") === undefined) this.#unexpected(`a comma or ${closing}`);
      if (!this.#nextIs(closing)) entry();
    }
    this.#tokens.take();
  }

  /** Behind the key's sign: the key, and its value if there is a colon. */
  #flowPair(closing: "]" | "}"): [YamlNode, YamlNode] {
    const key = this.#nodeOrEmpty("flow", ":", ",", closing);
    const value = this.#tokens.accept(":") ? this.#nodeOrEmpty("flow", ",", closing) : this.#empty(this.#next.start);
    return [key, value];
  }
}
