import type { CompareRules } from "./rules.js";

/** True if the rules ask for the key: listed in `onlyMimes` if that is given, and not in `ignoreMimes`. */
export function keyIsCompared(key: string, rules: Pick<CompareRules, "onlyMimes" | "ignoreMimes">): boolean {
  if (rules.onlyMimes !== undefined && !rules.onlyMimes.some((pattern) => matches(pattern, key))) return false;
  return !rules.ignoreMimes.some((pattern) => matches(pattern, key));
}

// `*` stands for any text; a walk over the parts between the stars, no backtracking.
function matches(pattern: string, key: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === key;
  const first = parts[0] as string;
  const last = parts.at(-1) as string;
  if (key.length < first.length + last.length || !key.startsWith(first) || !key.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = key.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= key.length - last.length;
}
