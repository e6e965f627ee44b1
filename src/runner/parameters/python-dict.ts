import { JsonFloat } from "../../nbformat/index.js";
import type { ParameterKey, ParameterMap, ParameterValue } from "./value.js";

/**
 * Builds a mapping by the rules of Python's `dict`: `1`, `1.0` and `True` are the same key; the first spelling and its
 * place stay, the last value wins.
 */
export class PythonDict {
  readonly #keys = new Map<string, ParameterKey>();
  readonly #entries = new Map<ParameterKey, ParameterValue>();

  set(key: ParameterKey, value: ParameterValue): void {
    const identity = identityOf(key);
    const known = this.#keys.get(identity);
    if (known === undefined) this.#keys.set(identity, key);
    this.#entries.set(known ?? key, value);
  }

  has(key: ParameterKey): boolean {
    return this.#keys.has(identityOf(key));
  }

  toMap(): ParameterMap {
    return this.#entries;
  }
}

function identityOf(key: ParameterKey): string {
  if (typeof key === "string") return `text ${key}`;
  if (key === null) return "null";
  const number = key instanceof JsonFloat ? key.value : key;
  if (typeof number === "number" && !Number.isInteger(number)) return `number ${number}`;
  return `number ${BigInt(number)}`;
}
