import { isJsonObject, type JsonValue } from "../../../nbformat/index.js";
import type { CompareRules } from "../rules.js";

/** What rules say about parts of a JSON value. */
interface InnerRules {
  /** Parts of paths below the value, to leave out. */
  readonly ignored: readonly (readonly string[])[];
  /** True if a sanitizer concerns only parts of the value. */
  readonly sanitized: boolean;
}

/**
 * The JSON value at `path` as its paths of rules want it compared: without the parts that `ignorePaths` name, and with the
 * texts replaced that only sanitizers for parts of it concern. Paths go on below the value by keys and indices:
 * `/outputs/0/data/application/json/time`; `*` stands for any one.
 */
export function applyInnerPaths(
  value: JsonValue,
  path: string,
  rules: CompareRules,
  normalise: (text: string, path: string) => string,
): JsonValue {
  const inner = innerRules(path, rules);
  let result = value;
  for (const parts of inner.ignored) result = without(result, parts);
  return inner.sanitized ? replaceTexts(result, path, normalise) : result;
}

function innerRules(path: string, rules: CompareRules): InnerRules {
  const base = path.split("/");
  const below = (pattern: string): readonly string[] | undefined => {
    const parts = pattern.split("/");
    const inside = parts.length > base.length && base.every((part, i) => parts[i] === "*" || parts[i] === part);
    return inside ? parts.slice(base.length) : undefined;
  };
  return {
    ignored: rules.ignorePaths.flatMap((pattern) => {
      const parts = below(pattern);
      return parts === undefined ? [] : [parts];
    }),
    sanitized: rules.sanitizers.some((one) => one.path !== undefined && below(one.path) !== undefined),
  };
}

// As deep as the pattern is long, at most.
function without(value: JsonValue, parts: readonly string[]): JsonValue {
  const [first, ...rest] = parts;
  if (Array.isArray(value)) {
    // An index keeps its place: what stands there is no longer compared.
    return value.map((item, i) => {
      if (first !== "*" && first !== String(i)) return item;
      return rest.length === 0 ? null : without(item, rest);
    });
  }
  if (!isJsonObject(value)) return value;
  const entries: [string, JsonValue][] = [];
  for (const [key, item] of Object.entries(value)) {
    // A key with slashes takes as many parts of the path.
    const names = key.split("/");
    const matches = names.every((name, i) => parts[i] === name || (parts[i] === "*" && names.length === 1));
    if (!matches) entries.push([key, item as JsonValue]);
    else if (parts.length > names.length) entries.push([key, without(item as JsonValue, parts.slice(names.length))]);
  }
  return Object.fromEntries(entries);
}

// The reader of notebooks limits the depth.
function replaceTexts(value: JsonValue, path: string, normalise: (text: string, path: string) => string): JsonValue {
  if (typeof value === "string") return normalise(value, path);
  if (Array.isArray(value)) return value.map((item, i) => replaceTexts(item, `${path}/${i}`, normalise));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaceTexts(item as JsonValue, `${path}/${key}`, normalise)]),
  );
}
