import { isCellmillError, ParameterError } from "../../core/index.js";
import { JsonFloat } from "../../nbformat/index.js";
import { isPythonTrue } from "../../nbformat/python-truth.js";
import type { ParameterPlaces } from "./parameter-places.js";
import { PythonDict } from "./python-dict.js";
import { pythonStr } from "./python-repr.js";
import type { ParameterKey, Parameters, ParameterValue } from "./value.js";
import { constructScalar, resolvePlainScalar } from "./yaml-scalar.js";
import type { YamlDocument, YamlMapping, YamlNode, YamlScalar, YamlSequence } from "./yaml-syntax/parse.js";

/**
 * The parameters of a YAML or JSON text, read as PyYAML's safe loader reads it, dates left as text. `onPlace` is told where
 * each name stands, as `where:line:column`.
 */
export async function parametersFromYaml(
  text: string,
  where: string,
  onPlace: (name: string, place: string) => void = () => {},
): Promise<Parameters> {
  const read = await open(text, where);
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
  return (await open(text, where))?.value() ?? null;
}

/** An item of a list in YAML: where it stands, and where each key does if it is a mapping. */
export interface YamlItem {
  readonly value: ParameterValue;
  readonly place: string;
  readonly keyPlaces: ParameterPlaces;
}

/** The items of a YAML document that is a list; `undefined` for any other. */
export async function readYamlList(text: string, where: string): Promise<YamlItem[] | undefined> {
  return (await open(text, where))?.items();
}

async function open(text: string, where: string): Promise<YamlConstructor | undefined> {
  const { parseYaml } = await import("./yaml-syntax/parse.js");
  const document = parseYaml(text, where);
  return document === undefined ? undefined : new YamlConstructor(document);
}

const TAG = "tag:yaml.org,2002:";

/** The values of a document's nodes, as PyYAML's safe constructor builds them. */
class YamlConstructor {
  readonly #document: YamlDocument;
  /** What is named by an anchor is built once. */
  readonly #built = new Map<YamlNode, ParameterValue>();
  readonly #open = new Set<YamlNode>();
  readonly #merging = new Set<YamlMapping>();

  constructor(document: YamlDocument) {
    this.#document = document;
  }

  /** Where a node stands. */
  place(node: YamlNode = this.#document.root): string {
    return this.#document.place(node.start);
  }

  items(): YamlItem[] | undefined {
    const { root } = this.#document;
    if (root.kind !== "sequence") return undefined;
    return root.items.map((item) => ({
      value: this.value(item),
      place: this.place(item),
      keyPlaces: new Map(this.keyPlaces(item)),
    }));
  }

  /** The keys of a mapping, as texts, and where they stand. */
  *keyPlaces(node: YamlNode = this.#document.root): Generator<[name: string, place: string]> {
    if (node.kind !== "mapping") return;
    for (const [key] of node.pairs) if (!isMerge(key)) yield [pythonStr(this.#key(key)), this.place(key)];
  }

  value(node: YamlNode = this.#document.root): ParameterValue {
    const built = this.#built.get(node);
    if (built !== undefined) return built;
    if (this.#open.has(node)) this.#fail("an anchor that contains itself", node);
    this.#open.add(node);
    const value = this.#construct(node);
    this.#open.delete(node);
    this.#built.set(node, value);
    return value;
  }

  #construct(node: YamlNode): ParameterValue {
    if (node.kind === "scalar") return this.#scalar(node);
    this.#checkTag(node);
    if (node.kind === "sequence") return node.items.map((item) => this.value(item));
    const result = new PythonDict();
    for (const [key, value] of this.#pairs(node)) result.set(this.#key(key), this.value(value));
    return result.toMap();
  }

  #scalar({ tag, text, plain, ...node }: YamlScalar): ParameterValue {
    try {
      if (tag !== undefined) return constructScalar(tag, text);
      return plain ? resolvePlainScalar(text) : text;
    } catch (error) {
      if (!isCellmillError(error, "ParameterError")) throw error;
      throw new ParameterError({ ...error.details, where: this.#document.place(node.start) });
    }
  }

  /** The pairs of a mapping; merged ones come first, so that its own override their values in place. */
  #pairs(node: YamlMapping): [key: YamlNode, value: YamlNode][] {
    if (!node.pairs.some(([key]) => isMerge(key))) return node.pairs;
    if (this.#merging.has(node)) this.#fail("a mapping that merges itself", node);
    this.#merging.add(node);
    const seen = new PythonDict();
    const merged = node.pairs.flatMap(([key, value]) => (isMerge(key) ? this.#merged(value, seen) : []));
    this.#merging.delete(node);
    return [...merged, ...node.pairs.filter(([key]) => !isMerge(key))];
  }

  /** What a merge key brings: of several mappings, the first that has a key wins. */
  #merged(node: YamlNode, seen: PythonDict): [key: YamlNode, value: YamlNode][] {
    return (node.kind === "sequence" ? node.items : [node]).flatMap((mapping) => {
      if (mapping.kind !== "mapping")
        return this.#fail("a merge key << whose value is neither a mapping nor a list of them", mapping);
      const fresh = this.#pairs(mapping).filter(([key]) => !seen.has(this.#key(key)));
      for (const [key] of fresh) seen.set(this.#key(key), null);
      return fresh;
    });
  }

  #key(node: YamlNode): ParameterKey {
    // PyYAML takes a plain `=` for text only where it is a key.
    if (node.kind === "scalar" && node.plain && node.tag === undefined && node.text === "=") return "=";
    const key = this.value(node);
    if (typeof key === "object" && key !== null && !(key instanceof JsonFloat))
      this.#fail("a list or mapping as a key", node);
    return key as ParameterKey;
  }

  #checkTag({ kind, tag, ...node }: YamlMapping | YamlSequence): void {
    if (tag === undefined || tag === TAG + (kind === "mapping" ? "map" : "seq")) return;
    this.#fail(`the tag ${tag.replace(TAG, "!!")}`, node);
  }

  #fail(found: string, node: { readonly start: number }): never {
    throw new ParameterError({
      what: `YAML has ${found}, which parameters cannot hold`,
      where: this.#document.place(node.start),
    });
  }
}

function isMerge(node: YamlNode): boolean {
  if (node.kind !== "scalar") return false;
  return node.tag === `${TAG}merge` || (node.tag === undefined && node.plain && node.text === "<<");
}
