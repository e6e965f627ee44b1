/** A place inside a JSON value, as a list linked upwards: cheap to extend at any depth. */
export interface JsonPath {
  readonly parent: JsonPath | undefined;
  readonly key: string | number;
}

const MAX_PARTS = 16;
const PLAIN_KEY = /^[A-Za-z_$][\w$-]{0,60}$/;

/** The keys from the top; of a very long path the first and the last ones. */
export function pathKeys(path: JsonPath | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let node = path; node !== undefined; node = node.parent) keys.push(node.key);
  keys.reverse();
  return keys.length <= MAX_PARTS ? keys : [...keys.slice(0, MAX_PARTS / 2), "…", ...keys.slice(-MAX_PARTS / 2)];
}

/** Keys as text: `a.b[3]["c d"]`. */
export function joinKeys(keys: readonly (string | number)[]): string {
  let text = "";
  for (const key of keys) {
    if (typeof key === "number") text += `[${key}]`;
    else if (PLAIN_KEY.test(key) || key === "…") text += text === "" ? key : `.${key}`;
    else text += `[${JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key)}]`;
  }
  return text;
}

/** A path as text from the top of the value: `$.a.b[3]`. */
export function pathText(path: JsonPath | undefined): string {
  return joinKeys(["$", ...pathKeys(path)]);
}
