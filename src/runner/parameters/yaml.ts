import type { Document, LineCounter, Node, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { isCellmillError, ParameterError } from "../../core/index.js";
import { JsonFloat } from "../../nbformat/index.js";
import { isPythonTrue } from "../../nbformat/python-truth.js";
import type { ParameterPlaces } from "./parameter-places.js";
import { PythonDict } from "./python-dict.js";
import { pythonStr } from "./python-repr.js";
import type { ParameterKey, ParameterMap, Parameters, ParameterValue } from "./value.js";
import { onlyDocument } from "./yaml-document.js";
import { constructScalar, resolvePlainScalar } from "./yaml-scalar.js";

type YamlModule = typeof import("yaml");

/**
 * The parameters of a YAML or JSON text, read as PyYAML's safe loader reads it, dates left as text. `onPlace` is told where
 * each name stands, as `where:line:column`.
 */
export async function parametersFromYaml(
  text: string,
  where: string,
  onPlace: (name: string, place: string) => void = () => {},
): Promise<Parameters> {
  const read = await parseYaml(text, where);
  const value = read?.value();
  // So does papermill take `0`, `[]` and an empty text.
  if (read === undefined || !isPythonTrue(value)) return new Map();
  if (!(value instanceof Map))
    throw new ParameterError({ what: "parameters in YAML must be a mapping of names to values", where: read.place() });
  const parameters = new Map([...value].map(([name, item]) => [pythonStr(name), item]));
  // Merged names stand nowhere in the mapping itself.
  for (const name of parameters.keys()) onPlace(name, where);
  for (const [name, place] of read.keyPlaces()) onPlace(name, place);
  return parameters;
}

/** The value of a YAML document; `null` for an empty one. */
export async function readYaml(text: string, where: string): Promise<ParameterValue> {
  return (await parseYaml(text, where))?.value() ?? null;
}

/** What PyYAML takes for no character of a text, also in quotes. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** An item of a list in YAML: where it stands, and where each key does if it is a mapping. */
export interface YamlItem {
  readonly value: ParameterValue;
  readonly place: string;
  readonly keyPlaces: ParameterPlaces;
}

/** The items of a YAML document that is a list; `undefined` for any other. */
export async function readYamlList(text: string, where: string): Promise<YamlItem[] | undefined> {
  return (await parseYaml(text, where))?.items();
}

async function parseYaml(given: string, where: string): Promise<YamlConstructor | undefined> {
  const yaml = await import("yaml");
  const text = given.startsWith("\ufeff") ? given.slice(1) : given;
  const lines = new yaml.LineCounter();
  const documents = yaml.parseAllDocuments(text, {
    // All plain scalars come as text; our own resolver types them, since no schema of the package is PyYAML's.
    schema: "failsafe",
    version: "1.1",
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    lineCounter: lines,
  }) as Document.Parsed<ParsedNode>[];
  const unprintable = UNPRINTABLE.exec(text);
  if (unprintable !== null)
    throw new ParameterError({
      what: "not valid YAML",
      where: placeOf(where, lines, unprintable.index),
      got: `the character ${codePointName(unprintable[0])}`,
    });
  const document = onlyDocument(text, documents);
  if (document !== undefined && "got" in document)
    throw new ParameterError({
      what: "expected one YAML document",
      where: placeOf(where, lines, document.offset),
      got: document.got,
    });
  const error = document?.errors[0];
  if (error !== undefined)
    throw new ParameterError({
      what: "not valid YAML",
      where: placeOf(where, lines, error.pos[0]),
      got: error.message,
      // Papermill takes lines that are indented less than what they continue; YAML itself, and the package, do not.
      ...(error.code === "BAD_INDENT" || /quote/.test(error.message) ? { hint: INDENT } : {}),
      cause: error,
    });
  return document === undefined || document.contents === null
    ? undefined
    : new YamlConstructor(yaml, document, where, lines);
}

const INDENT = "Indent the lines on which brackets or quotes go on further than the key.";

/** Place of a character as compilers write it. */
function placeOf(where: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  // The counter knows no lines before the first character.
  return `${where}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
}

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
}

class YamlConstructor {
  readonly #yaml: YamlModule;
  readonly #document: Document.Parsed;
  readonly #where: string;
  readonly #lines: LineCounter;
  readonly #open = new Set<Node>();
  /** What aliases name is built once: lists of aliases of lists of aliases would take for ever. */
  readonly #built = new Map<Node, ParameterValue>();

  constructor(yaml: YamlModule, document: Document.Parsed, where: string, lines: LineCounter) {
    this.#yaml = yaml;
    this.#document = document;
    this.#where = where;
    this.#lines = lines;
  }

  /** Where a node stands; without one, the document. */
  place(node: Node | null | undefined = this.#document.contents): string {
    const offset = node?.range?.[0];
    return offset === undefined ? this.#where : placeOf(this.#where, this.#lines, offset);
  }

  items(): YamlItem[] | undefined {
    const list = this.#resolve(this.#document.contents);
    if (!this.#yaml.isSeq<Node>(list)) return undefined;
    return list.items.map((item) => ({
      value: this.value(item),
      place: this.place(item),
      keyPlaces: new Map(this.keyPlaces(item)),
    }));
  }

  /** The keys of a mapping, as texts, and where they stand. */
  *keyPlaces(given: Node | null = this.#document.contents): Generator<[name: string, place: string]> {
    const map = this.#resolve(given);
    if (!this.#yaml.isMap<Node, Node | null>(map)) return;
    for (const { key } of map.items) if (!this.#isMerge(key)) yield [pythonStr(this.#key(key)), this.place(key)];
  }

  value(given: Node | null | undefined = this.#document.contents): ParameterValue {
    const node = this.#resolve(given);
    if (node === null) return null;
    const built = this.#built.get(node);
    if (built !== undefined) return built;
    if (this.#open.has(node)) this.#fail("an anchor that contains itself", node);
    this.#open.add(node);
    const value = this.#construct(node);
    this.#open.delete(node);
    this.#built.set(node, value);
    return value;
  }

  #construct(node: Node): ParameterValue {
    if (this.#yaml.isScalar(node)) return this.#scalar(node);
    if (this.#yaml.isSeq(node)) return this.#sequence(node);
    if (this.#yaml.isMap(node)) return this.#mapping(node);
    return this.#fail("an unknown kind of node", node);
  }

  #resolve(node: Node | null | undefined): Node | null {
    if (node === null || node === undefined) return null;
    if (!this.#yaml.isAlias(node)) return node;
    const target = node.resolve(this.#document);
    return target ?? this.#fail(`the undefined alias *${node.source}`, node);
  }

  #scalar(node: Scalar): ParameterValue {
    const text = String(node.value ?? "");
    try {
      // So PyYAML takes the tag `!`: as if the value had no quotes.
      if (node.tag === "!") return resolvePlainScalar(text);
      if (node.tag !== undefined) return constructScalar(node.tag, text);
      return this.#isPlain(node) ? resolvePlainScalar(text) : text;
    } catch (error) {
      if (!isCellmillError(error, "ParameterError")) throw error;
      throw new ParameterError({ ...error.details, where: this.place(node) });
    }
  }

  #isPlain({ type }: Scalar): boolean {
    return type === undefined || type === this.#yaml.Scalar.PLAIN;
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
      if (!node.flow && isEmpty(key)) this.#fail("a value without a key", value ?? node);
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
      if (!this.#yaml.isMap(mapping))
        this.#fail("a merge key << whose value is neither a mapping nor a list of them", value);
      for (const [key, entry] of this.value(mapping) as ParameterMap) if (!laid.has(key)) laid.set(key, entry);
    }
    for (const [key, entry] of laid.toMap()) into.set(key, entry);
  }

  #key(node: Node | null): ParameterKey {
    // PyYAML takes a plain `=` for text only where it is a key.
    if (this.#yaml.isScalar(node) && node.value === "=" && node.tag === undefined && this.#isPlain(node)) return "=";
    const key = this.value(node);
    if (typeof key === "object" && key !== null && !(key instanceof JsonFloat))
      this.#fail("a list or mapping as a key", node);
    return key as ParameterKey;
  }

  #checkTag(node: YAMLMap | YAMLSeq, tag: string): void {
    if (node.tag === undefined || node.tag === tag) return;
    this.#fail(`the tag ${node.tag.replace("tag:yaml.org,2002:", "!!")}`, node);
  }

  #fail(found: string, node: Node | null): never {
    throw new ParameterError({ what: `YAML has ${found}, which parameters cannot hold`, where: this.place(node) });
  }
}

function isEmpty(node: Node | null): boolean {
  return node === null || (node.range !== undefined && node.range !== null && node.range[0] === node.range[1]);
}
