import { type JsonObject, type JsonValue, setKey } from "../json-value.js";
import { largeAt, setLarge } from "./large-members.js";

/** Copies a member under another key, however it is kept. */
export function copyAs(from: JsonObject, key: string, to: JsonObject, name: string): void {
  const large = largeAt(from, key);
  // Nobody reads a large member only to set it: an accessor cannot stand for `__proto__`.
  if (large !== undefined) setLarge(to, name, large.copy());
  else setKey(to, name, from[key] as JsonValue);
}

/** The object without some of its keys; its members stay as they are kept. */
export function without(object: JsonObject, keys: readonly string[]): JsonObject {
  const left: JsonObject = {};
  for (const key of Object.keys(object)) if (!keys.includes(key)) copyAs(object, key, left, key);
  return left;
}
