import { NotFoundError, nearestNames } from "../core/index.js";
import type { GroupMember, MetadataValue, TiledbGroup } from "../tiledb/index.js";
import type { ResolvedContext, SomaOpenOptions } from "./context.js";
import { openSoma, openWith, registerGroupType } from "./registry.js";
import { SomaObject, type SomaType } from "./soma-object.js";

/** Named SOMA objects. Members are opened when asked for, and then kept. */
export class Collection<T extends SomaObject = SomaObject> extends SomaObject {
  readonly somaType: SomaType = "SOMACollection";
  readonly #group: TiledbGroup;
  readonly #opening = new Map<string, Promise<SomaObject>>();
  readonly #opened = new Map<string, SomaObject>();

  static {
    registerGroupType("SOMACollection", (group, context) => new Collection(group, context));
  }

  constructor(group: TiledbGroup, context: ResolvedContext) {
    super(group.uri, context);
    this.#group = group;
  }

  static async open(uri: string, options: SomaOpenOptions = {}): Promise<Collection> {
    return (await openWith("SOMACollection", uri, options)) as Collection;
  }

  get size(): number {
    return this.#group.members.size;
  }

  has(name: string): boolean {
    return this.#group.members.has(name);
  }

  /** Names in order. */
  keys(): string[] {
    return [...this.#group.members.keys()];
  }

  /** Name, URI and kind of each member, without opening it. */
  get members(): ReadonlyMap<string, GroupMember> {
    return this.#group.members;
  }

  /** @throws NotFoundError with the nearest names if there is no such member */
  get(name: string, options: { readonly signal?: AbortSignal } = {}): Promise<T> {
    let opening = this.#opening.get(name);
    if (opening === undefined) {
      const { uri, type } = this.#member(name);
      opening = openSoma(uri, this.context, { kind: type, signal: options.signal });
      this.#opening.set(name, opening);
      opening.then(
        (object) => this.#opened.set(name, object),
        // A failure is not kept: the next call tries again.
        () => this.#opening.delete(name),
      );
    }
    return opening as Promise<T>;
  }

  metadata(): Promise<ReadonlyMap<string, MetadataValue>> {
    return Promise.resolve(this.#group.metadata);
  }

  override describe(): string {
    const count = this.size === 0 ? "empty" : this.size === 1 ? "1 item" : `${this.size} items`;
    return `${super.describe()} (${count})`;
  }

  override toString(): string {
    return `<${[this.describe(), ...this.#lines("    ")].join("\n")}>`;
  }

  #lines(indent: string): string[] {
    return [...this.#group.members.values()].flatMap(({ name, uri }) => {
      const object = this.#opened.get(name);
      if (object === undefined) return [`${indent}'${name}': '${uri}' (unopened)`];
      const inner = object instanceof Collection ? object.#lines(`${indent}    `) : [];
      return [`${indent}'${name}': ${object.describe()}`, ...inner];
    });
  }

  #member(name: string): GroupMember {
    const member = this.#group.members.get(name);
    if (member !== undefined) return member;
    const near = nearestNames(name, this.keys());
    throw new NotFoundError({
      what: `no member "${name}"`,
      where: this.uri,
      hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : `Members: ${this.keys().join(", ") || "none"}`,
    });
  }
}
