import { isJsonObject, type JsonObject, type JsonValue, setKey } from "./json-value.js";
import { copyMember } from "./large/large-members.js";

/** A deep copy; what is kept as bytes, which nobody can change, is shared. */
export function cloneJson<T extends JsonValue | undefined>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => cloneJson(item)) as T;
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value))
    if (!copyMember(value, copy, key)) setKey(copy, key, cloneJson(value[key]) as JsonValue);
  return copy as T;
}
