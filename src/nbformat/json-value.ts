/**
 * A float whose value is a whole number, such as `1.0`, `1e5` or `-0.0`. JavaScript cannot tell `1.0` from `1`, Python
 * and its JSON can; files must round-trip. All other floats are plain numbers.
 */
export class JsonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  valueOf(): number {
    return this.value;
  }

  /** The number: `JSON.stringify` writes `1`, only `writeJson` and `writeNotebook` write `1.0`. */
  toJSON(): number {
    return this.value;
  }

  toString(): string {
    return String(this.value);
  }
}

/**
 * A value of a notebook file. Whole numbers are `number` while they are safe integers and `bigint` beyond; other floats
 * are `number` (NaN and infinities included) or `JsonFloat`.
 */
export type JsonValue = null | boolean | number | bigint | string | JsonFloat | JsonValue[] | JsonObject;

/**
 * A value of a notebook that is too long to be held as JavaScript holds it: one character beyond U+00FF doubles a string, and
 * small numbers or objects take many times their text. It keeps its bytes, which stay as long as the value does.
 */
export abstract class LargeValue {
  /** About the bytes that it takes. */
  abstract readonly byteLength: number;

  /** The value as JavaScript holds it. */
  abstract value(): JsonValue;

  /** What a copy of the notebook may hold: nobody can change these bytes. */
  copy(): LargeValue {
    return this;
  }
}

/** An object of a notebook file. A key `__proto__` is an own property like any other: set it with `setKey`. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** True for an object that is neither a list nor a `JsonFloat`. */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof JsonFloat || value instanceof LargeValue);
}

/** The object under the key, or `undefined` if there is none or it is something else. */
export function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isJsonObject(value) ? value : undefined;
}

/** The text under the key, or `undefined` if there is none or it is something else. */
export function stringAt(object: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** Sets an own property also when the key is `__proto__`, which plain assignment would swallow. */
export function setKey(object: JsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  } else object[key] = value;
}

/** A float as a value of a file: wrapped where JavaScript would take it for an integer. */
export function jsonFloat(value: number): number | JsonFloat {
  return Number.isInteger(value) ? new JsonFloat(value) : value;
}
