import type { Document, Node, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { ParameterError } from "../../core/index.js";
import { JsonFloat } from "../../nbformat/index.js";
import { PythonDict } from "./python-dict.js";
import { pythonStr } from "./python-repr.js";
import type { ParameterKey, ParameterMap, Parameters, ParameterValue } from "./value.js";
import { constructScalar, resolvePlainScalar } from "./yaml-scalar.js";

type YamlModule = typeof import("yaml");

/** The parameters of a YAML or JSON text, read as PyYAML's safe loader reads it, dates left as text. */
export async function parametersFromYaml(text: string, where: string): Promise<Parameters> {
  const value = await readYaml(text, where);
  if (value === null) return new Map();
  if (!(value instanceof Map))
    throw new ParameterError({ what: "parameters in YAML must be a mapping of names to values", where });
  return new Map([...value].map(([name, item]) => [pythonStr(name), item]));
}

/** The value of a YAML document; `null` for an empty one. */
export async function readYaml(text: string, where: string): Promise<ParameterValue> {
  const yaml = await import("yaml");
  const documents = yaml.parseAllDocuments(text, {
    // All plain scalars come as text; our own resolver types them, since no schema of the package is PyYAML's.
    schema: "failsafe",
    version: "1.1",
    uniqueKeys: false,
    strict: true,
  }) as Document.Parsed<ParsedNode>[];
  if (documents.length > 1)
    throw new ParameterError({ what: "expected one YAML document", where, got: `${documents.length}` });
  const document = documents[0];
  const error = document?.errors[0];
  if (error !== undefined)
    throw new ParameterError({ what: "not valid YAML", where, got: error.message, cause: error });
  if (document === undefined || document.contents === null) return null;
  return new YamlConstructor(yaml, document, where).value(document.contents);
}

class YamlConstructor {
  readonly #yaml: YamlModule;
  readonly #document: Document.Parsed;
  readonly #where: string;
  readonly #open = new Set<Node>();

  constructor(yaml: YamlModule, document: Document.Parsed, where: string) {
    this.#yaml = yaml;
    this.#document = document;
    this.#where = where;
  }

  value(given: Node | null | undefined): ParameterValue {
    const node = this.#resolve(given);
    if (node === null) return null;
    if (this.#open.has(node)) this.#fail("an anchor that contains itself");
    this.#open.add(node);
    try {
      if (this.#yaml.isScalar(node)) return this.#scalar(node);
      if (this.#yaml.isSeq(node)) return this.#sequence(node);
      if (this.#yaml.isMap(node)) return this.#mapping(node);
      return this.#fail("an unknown kind of node");
    } finally {
      this.#open.delete(node);
    }
  }

  #resolve(node: Node | null | undefined): Node | null {
    if (node === null || node === undefined) return null;
    if (!this.#yaml.isAlias(node)) return node;
    const target = node.resolve(this.#document);
    return target ?? this.#fail(`the undefined alias *${node.source}`);
  }

  #scalar(node: Scalar): ParameterValue {
    const text = String(node.value ?? "");
    if (node.tag === "!") return text;
    if (node.tag !== undefined) return constructScalar(node.tag, text);
    return node.type === undefined || node.type === this.#yaml.Scalar.PLAIN ? resolvePlainScalar(text) : text;
  }

  #sequence(node: YAMLSeq): ParameterValue {
    this.#checkTag(node, "tag:yaml.org,2002:seq");
    return node.items.map((item) => this.value(item as Node));
  }

  #mapping(node: YAMLMap): ParameterValue {
    this.#checkTag(node, "tag:yaml.org,2002:map");
    const pairs = node.items as Pair<Node, Node | null>[];
    const result = new PythonDict();
    // PyYAML puts merged pairs first; own pairs override their values in place.
    for (const { key, value } of pairs) if (this.#isMerge(key)) this.#merge(result, value);
    for (const { key, value } of pairs) {
      if (this.#isMerge(key)) continue;
      // PyYAML refuses a line that starts with a colon; the package takes it for an empty key.
      if (!node.flow && isEmpty(key)) this.#fail("a value without a key");
      result.set(this.#key(key), this.value(value));
    }
    return result.toMap();
  }

  #isMerge(key: Node | null): boolean {
    return this.#yaml.isScalar(key) && key.value === "<<" && key.type === this.#yaml.Scalar.PLAIN && !key.tag;
  }

  #merge(into: PythonDict, value: Node | null): void {
    const node = this.#resolve(value);
    const mappings = this.#yaml.isSeq(node) ? node.items.map((item) => this.#resolve(item as Node)) : [node];
    // Of several merged mappings the first that has a key wins.
    const laid = new PythonDict();
    for (const mapping of mappings) {
      if (!this.#yaml.isMap(mapping)) this.#fail("a merge key << whose value is neither a mapping nor a list of them");
      for (const [key, entry] of this.value(mapping) as ParameterMap) if (!laid.has(key)) laid.set(key, entry);
    }
    for (const [key, entry] of laid.toMap()) into.set(key, entry);
  }

  #key(node: Node | null): ParameterKey {
    const key = this.value(node);
    if (typeof key === "object" && key !== null && !(key instanceof JsonFloat))
      this.#fail("a list or mapping as a key");
    return key as ParameterKey;
  }

  #checkTag(node: YAMLMap | YAMLSeq, tag: string): void {
    if (node.tag === undefined || node.tag === tag) return;
    this.#fail(`the tag ${node.tag.replace("tag:yaml.org,2002:", "!!")}`);
  }

  #fail(found: string): never {
    throw new ParameterError({ what: `YAML has ${found}, which parameters cannot hold`, where: this.#where });
  }
}

function isEmpty(node: Node | null): boolean {
  return node === null || (node.range !== undefined && node.range !== null && node.range[0] === node.range[1]);
}
