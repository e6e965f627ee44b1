import { describeValue, type MimeBundle, registerDisplay, ShapeError } from "../core/index.js";
import { required } from "./keyed.js";

interface Shaped {
  readonly shape: readonly number[];
}

/** How a mapping reaches the object it belongs to. `G` is what may be set, `V` what is stored and shown. */
export interface MappingOwner<V, G> {
  /** `obsm`, `layers`, … for messages. */
  readonly attribute: string;
  /** What anndata calls this kind of mapping when it prints one. */
  readonly title: string;
  /** The leading lengths of every value. */
  shape(): readonly number[];
  /** The stored values, of the whole object. */
  values(): Map<string, V>;
  /** A stored value as this object (maybe a view) shows it. */
  show(stored: V): V;
  store(values: Map<string, V>, key: string, given: G): void;
  /** Before a write: a view becomes an actual object. */
  beforeWrite(action: string): void;
}

/** Values by key that fit the object's rows or columns: `obsm`, `varm`, `layers`, `obsp`, `varp`. */
export class AlignedMapping<V extends Shaped, G extends Shaped = V> {
  readonly #owner: MappingOwner<V, G>;

  static {
    registerDisplay(AlignedMapping.prototype);
  }

  constructor(owner: MappingOwner<V, G>) {
    this.#owner = owner;
  }

  get size(): number {
    return this.#owner.values().size;
  }

  has(key: string): boolean {
    return this.#owner.values().has(key);
  }

  /** @throws ColumnError with the nearest keys if there is no such key */
  get(key: string): V {
    return this.#owner.show(required(this.#owner.values(), key, this.#owner.attribute));
  }

  /** @throws ShapeError if the value does not fit the object */
  set(key: string, value: G): this {
    const { attribute } = this.#owner;
    checkAligned(value, this.#owner.shape(), `${attribute}["${key}"]`);
    this.#owner.beforeWrite(`Setting element \`.${attribute}['${key}']\``);
    this.#owner.store(this.#owner.values(), key, value);
    return this;
  }

  /** Removes the key; false if there was none. */
  delete(key: string): boolean {
    if (!this.has(key)) return false;
    this.#owner.beforeWrite(`Removing element \`.${this.#owner.attribute}['${key}']\``);
    return this.#owner.values().delete(key);
  }

  keys(): IterableIterator<string> {
    return this.#owner.values().keys();
  }

  *entries(): IterableIterator<[key: string, value: V]> {
    for (const [key, stored] of this.#owner.values()) yield [key, this.#owner.show(stored)];
  }

  [Symbol.iterator](): IterableIterator<[key: string, value: V]> {
    return this.entries();
  }

  toString(): string {
    return `${this.#owner.title} with keys: ${[...this.keys()].join(", ")}`;
  }

  toMimeBundle(): MimeBundle {
    return { "text/plain": this.toString() };
  }
}

export function checkAligned(value: Shaped, lengths: readonly number[], where: string): void {
  if (lengths.every((length, axis) => value?.shape?.[axis] === length)) return;
  throw new ShapeError({
    what: "shape",
    where,
    expected: lengths.length === 1 ? `${lengths[0]} rows` : lengths.join(" × "),
    got: value?.shape === undefined ? describeValue(value) : value.shape.join(" × "),
  });
}
