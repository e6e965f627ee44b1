import { PythonReader } from "./python-reader.js";

const CONTROL: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/**
 * A replacement of Python's `re.sub` as one of `String.replace`, `groups` being the expression's. Throws an `Error` for a
 * group that is not there, or an escape that Python refuses.
 */
export function replacementFromPython(replacement: string, groups: ReadonlyMap<string, string>): string {
  const reader = new PythonReader(replacement);
  let result = "";
  const group = (name: string): string => {
    if (/^0+$/.test(name)) return "$&";
    const found = groups.get(/^\d+$/.test(name) ? String(Number(name)) : name);
    if (found === undefined) throw new Error(`there is no group ${name}`);
    return `$<${found}>`;
  };
  while (reader.peek() !== undefined) {
    const character = reader.next();
    if (character !== "\\") {
      result += character === "$" ? "$$" : character;
      continue;
    }
    if (reader.take("g<")) {
      result += group(reader.upTo(">"));
      continue;
    }
    const reference = reader.reference();
    if (reference !== undefined) result += group(reference);
    else if (/\d/.test(reader.peek() ?? "")) result += reader.escaped();
    else {
      const letter = reader.next();
      if (CONTROL[letter] === undefined && /[a-zA-Z]/.test(letter))
        throw new Error(`the escape \\${letter} is not known`);
      // As in Python the backslash stays before what is no letter.
      const plain = CONTROL[letter] ?? `\\${letter}`;
      result += plain.replaceAll("$", "$$$$");
    }
  }
  return result;
}
