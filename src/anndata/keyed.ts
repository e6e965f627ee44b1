import { ColumnError, nearestNames } from "../core/index.js";

/** The value under `key`, or a `ColumnError` that names the nearest keys. */
export function required<T>(values: ReadonlyMap<string, T>, key: string, attribute: string): T {
  const value = values.get(key);
  if (value !== undefined) return value;
  const near = nearestNames(key, values.keys());
  throw new ColumnError({
    what: `no key "${key}"`,
    where: attribute,
    hint: near.length > 0 ? `Did you mean ${near.join(", ")}?` : `Keys: ${[...values.keys()].join(", ") || "none"}`,
  });
}

/** A text as Python shows it: single quotes unless the text has some and no double ones. */
export function pythonRepr(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escaped}"`;
  return `'${escaped.replaceAll("'", "\\'")}'`;
}

/** Values by key, as an object or as pairs (a `Map` is such). */
export type Keyed<V> = Readonly<Record<string, V>> | Iterable<readonly [string, V]>;

export function keyedEntries<V>(values: Keyed<V> | undefined): Iterable<readonly [string, V]> {
  if (values === undefined) return [];
  return Symbol.iterator in values ? (values as Iterable<readonly [string, V]>) : Object.entries(values);
}
