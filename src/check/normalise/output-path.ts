/** True if `path` is `pattern` or lies below it; a part `*` of the pattern stands for any one part. */
export function pathCovers(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const parts = path.split("/");
  return wanted.length <= parts.length && wanted.every((part, i) => part === "*" || part === parts[i]);
}
