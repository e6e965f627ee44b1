import { classMembers, literal, pythonBoundary, pythonClass } from "./python-classes.js";
import { PythonReader } from "./python-reader.js";

/** An expression of JavaScript. */
export interface TranslatedExpression {
  readonly source: string;
  readonly flags: string;
  /** The names that the groups have here, by Python's numbers and names. */
  readonly groups: ReadonlyMap<string, string>;
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  readonly a: boolean;
}

interface Part {
  readonly source: string;
  /** What a quantifier behind it may do: repeat it, repeat it within parentheses only, or nothing. */
  readonly kind: "atom" | "lookaround" | "position" | "repeated";
}

const NO_FLAGS: Flags = { i: false, m: false, s: false, x: false, a: false };

/**
 * A regular expression of Python's `re`, for texts, in JavaScript's words: `$` also before a newline at the end, `.` all but
 * that one, letters and digits of all scripts, `(?x)`, `[]a]`, `{,3}`, possessive and atomic parts. Throws an `Error` that
 * says what is wrong, or what JavaScript cannot do: conditions, `(?i:…)` for a part, characters by their names.
 * @param letters flags beside the pattern, such as `im`
 */
export function expressionFromPython(pattern: string, letters = ""): TranslatedExpression {
  const start = /^\(\?([a-zA-Z]+)\)/.exec(pattern);
  const flags = withFlags(NO_FLAGS, letters + (start?.[1] ?? ""), true);
  const translator = new Translator(new PythonReader(start === null ? pattern : pattern.slice(start[0].length)));
  return { source: translator.whole(flags), flags: flags.i ? "iu" : "u", groups: translator.groups };
}

class Translator {
  readonly groups = new Map<string, string>();
  readonly #reader: PythonReader;
  #groupCount = 0;
  #atomicCount = 0;

  constructor(reader: PythonReader) {
    this.#reader = reader;
  }

  whole(flags: Flags): string {
    const source = this.#alternatives(flags);
    if (this.#reader.peek() !== undefined) throw new Error("a parenthesis is closed that was not opened");
    return source;
  }

  // Up to the end or a parenthesis that closes.
  #alternatives(flags: Flags): string {
    const reader = this.#reader;
    const alternatives: string[] = [];
    let parts: Part[] = [];
    for (let next = reader.peek(); next !== undefined && next !== ")"; next = reader.peek()) {
      if (reader.take("|")) {
        alternatives.push(join(parts));
        parts = [];
      } else if (flags.x && /[ \t\n\r\v\f]/.test(next)) reader.next();
      else if (flags.x && next === "#") reader.skipPast("\n");
      else if (reader.take("(?#")) {
        if (!reader.skipPast(")")) throw new Error("a comment does not end");
      } else {
        const quantifier = reader.quantifier();
        if (quantifier === undefined) parts.push(this.#part(flags));
        else parts.push(this.#repeated(parts.pop(), quantifier));
      }
    }
    return [...alternatives, join(parts)].join("|");
  }

  #repeated(part: Part | undefined, quantifier: string): Part {
    if (part === undefined || part.kind === "position") throw new Error(`there is nothing that ${quantifier} repeats`);
    if (part.kind === "repeated") throw new Error(`${quantifier} repeats what is repeated already`);
    const source = `${part.kind === "lookaround" ? `(?:${part.source})` : part.source}${quantifier}`;
    if (this.#reader.take("+")) return { source: this.#atomic(source), kind: "repeated" };
    return { source: this.#reader.take("?") ? `${source}?` : source, kind: "repeated" };
  }

  // A lookahead is never entered again.
  #atomic(source: string): string {
    const name = `a${++this.#atomicCount}`;
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`;
  }

  #part(flags: Flags): Part {
    const reader = this.#reader;
    const character = reader.next();
    if (character === "(") return this.#group(flags);
    if (character === "[") return { source: this.#set(flags), kind: "atom" };
    if (character === "\\") return this.#escape(flags);
    if (character === ".") return { source: flags.s ? "[^]" : "[^\\n]", kind: "atom" };
    if (character === "^") return { source: flags.m ? "(?<![^\\n])" : "^", kind: "position" };
    if (character === "$") return { source: flags.m ? "(?![^\\n])" : "(?=\\n?$)", kind: "position" };
    return { source: literal(character), kind: "atom" };
  }

  #group(flags: Flags): Part {
    const reader = this.#reader;
    for (const [start, kind] of [
      ["?:", "atom"],
      ["?=", "lookaround"],
      ["?!", "lookaround"],
      ["?<=", "lookaround"],
      ["?<!", "lookaround"],
    ] as const)
      if (reader.take(start)) return { source: `(${start}${this.#inner(flags)})`, kind };
    if (reader.take("?>")) return { source: this.#atomic(this.#inner(flags)), kind: "atom" };
    if (reader.take("?P=")) return this.#reference(reader.upTo(")"));
    if (reader.take("?P<")) return this.#capture(reader.upTo(">"), flags);
    if (reader.take("?(")) throw new Error("conditions (?(1)…) cannot be translated");
    if (!reader.take("?")) return this.#capture(undefined, flags);
    const letters = reader.while(/[a-zA-Z-]/);
    const changes = /^([a-zA-Z]*)(?:-([a-zA-Z]+))?$/.exec(letters);
    if (changes === null || letters === "" || !reader.take(":"))
      throw new Error(`(?${letters}… is no group; flags such as (?i) stand at the start`);
    const inside = withFlags(withFlags(flags, changes[1] as string, true), changes[2] ?? "", false);
    if (inside.i !== flags.i) throw new Error("(?i) for a part cannot be translated; write it at the start");
    return { source: `(?:${this.#inner(inside)})`, kind: "atom" };
  }

  #inner(flags: Flags): string {
    const source = this.#alternatives(flags);
    if (!this.#reader.take(")")) throw new Error("a parenthesis is not closed");
    return source;
  }

  #capture(name: string | undefined, flags: Flags): Part {
    // Groups for atomic parts come in between, so that numbers would not stay.
    const ours = `g${++this.#groupCount}`;
    this.groups.set(String(this.#groupCount), ours);
    if (name !== undefined) {
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || this.groups.has(name))
        throw new Error(`the group name ${JSON.stringify(name)} is wrong, or there twice`);
      this.groups.set(name, ours);
    }
    return { source: `(?<${ours}>${this.#inner(flags)})`, kind: "atom" };
  }

  #reference(name: string): Part {
    const group = this.groups.get(name);
    if (group === undefined) throw new Error(`there is no group ${name}`);
    return { source: `\\k<${group}>`, kind: "atom" };
  }

  #escape(flags: Flags): Part {
    const reader = this.#reader;
    const next = reader.peek() ?? "";
    if (/[dwsDWS]/.test(next)) return { source: pythonClass(reader.next(), flags.a), kind: "atom" };
    if (next === "b" || next === "B")
      return { source: pythonBoundary(reader.next() === "b", flags.a), kind: "position" };
    if (reader.take("A")) return { source: "^", kind: "position" };
    if (reader.take("Z")) return { source: "$", kind: "position" };
    const reference = reader.reference();
    if (reference !== undefined) return this.#reference(reference);
    return { source: literal(reader.escaped()), kind: "atom" };
  }

  #set(flags: Flags): string {
    const reader = this.#reader;
    const isNegated = reader.take("^");
    const members: string[] = [];
    const opposites: string[] = [];
    // What stands first is a character, also a bracket.
    for (let first = true; first || !reader.take("]"); first = false) {
      const from = this.#member(flags);
      const isRange = reader.peek() === "-" && reader.peek(1) !== undefined && reader.peek(1) !== "]";
      if (!isRange || !reader.take("-")) {
        (from.isOpposite ? opposites : members).push(from.source);
        continue;
      }
      const to = this.#member(flags);
      if (from.isClass || to.isClass) throw new Error("a class cannot be the end of a range");
      members.push(`${from.source}-${to.source}`);
    }
    const set = `[${members.join("")}]`;
    if (opposites.length === 0) return isNegated ? `[^${members.join("")}]` : set;
    // Classes do not nest but with the flag "v", whose matching Node 20 gets wrong: /(?:a[^b])+/v does not find "ac" in "xac".
    const any = [...(members.length === 0 ? [] : [set]), ...opposites].join("|");
    return isNegated ? `(?:(?!${any})[^])` : `(?:${any})`;
  }

  #member(flags: Flags): { readonly source: string; readonly isClass?: boolean; readonly isOpposite?: boolean } {
    const reader = this.#reader;
    if (reader.peek() === undefined) throw new Error("a set [… does not end");
    if (!reader.take("\\")) return { source: literal(reader.next()) };
    const letter = reader.peek() ?? "";
    if (/[DWS]/.test(letter)) return { source: pythonClass(reader.next(), flags.a), isClass: true, isOpposite: true };
    if (/[dws]/.test(letter)) return { source: classMembers(reader.next(), flags.a), isClass: true };
    return { source: literal(reader.take("b") ? "\b" : reader.escaped()) };
  }
}

function join(parts: readonly Part[]): string {
  return parts.map(({ source }) => source).join("");
}

function withFlags(flags: Flags, letters: string, value: boolean): Flags {
  const next: Record<keyof Flags, boolean> = { ...flags };
  for (const letter of letters) {
    if (letter in next) next[letter as keyof Flags] = value;
    else if (letter !== "u") throw new Error(`the flag ${letter} is not known`);
  }
  return next;
}
