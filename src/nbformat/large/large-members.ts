import type { JsonObject, JsonValue, LargeValue } from "../json-value.js";

/** The large members of objects. A member that was deleted may still be named here: its property says what is true. */
const members = new WeakMap<object, Map<string, LargeValue>>();

/**
 * Sets a member that is made into what JavaScript holds when it is first read, and then stays so: to all but those who ask with
 * `largeAt` it is a member like any other.
 */
export function setLarge(object: JsonObject, key: string, large: LargeValue): void {
  const own = members.get(object) ?? new Map<string, LargeValue>();
  members.set(object, own);
  own.set(key, large);
  const become = (value: JsonValue | undefined): void => {
    if (own.get(key) === large) own.delete(key);
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  };
  Object.defineProperty(object, key, {
    get() {
      const value = large.value();
      become(value);
      return value;
    },
    set: become,
    enumerable: true,
    configurable: true,
  });
}

/** The member as it is kept, if it is a large one that nobody has read yet. */
export function largeAt(object: JsonObject, key: string): LargeValue | undefined {
  const large = members.get(object)?.get(key);
  if (large === undefined) return undefined;
  return Object.getOwnPropertyDescriptor(object, key)?.get === undefined ? undefined : large;
}

/** The member as it is kept: large ones are not read. */
export function keptAt(object: JsonObject, key: string): JsonValue | LargeValue | undefined {
  return largeAt(object, key) ?? object[key];
}

/** Copies a member from one object to another without reading it. */
export function copyMember(from: JsonObject, to: JsonObject, key: string): boolean {
  const large = largeAt(from, key);
  if (large !== undefined) setLarge(to, key, large.copy());
  return large !== undefined;
}
