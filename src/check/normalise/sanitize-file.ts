import type { Sanitizer } from "./sanitizer.js";

/**
 * The pairs of a file for nbval's `--nbval-sanitize-with`: a line `regex: …` directly followed by `replace: …`. Headers and
 * all else are ignored, as there. Python's spelling is turned into JavaScript's where the two differ.
 */
export function parseSanitizeFile(text: string): Sanitizer[] {
  const found: Sanitizer[] = [];
  // nbval: re.findall('^regex: (.*)$\n^replace: (.*)$', flags=MULTILINE); Python's `.` stops at "\n" only.
  for (const match of text.matchAll(/^regex: ([^\n]*)\nreplace: ([^\n]*)$/gm))
    found.push(fromPython(match[1] as string, match[2] as string));
  return found;
}

/** A sanitizer from Python's `re.sub(pattern, replacement, …)`. */
export function fromPython(pattern: string, replacement: string): Sanitizer {
  let flags = "";
  let source = pattern.replace(/^\(\?([aiLmsux]+)\)/, (_all, letters: string) => {
    flags = [...letters].filter((letter) => "ims".includes(letter)).join("");
    return "";
  });
  source = source.replace(/\\[\s\S]|\(\?P<|\(\?P=(\w+)\)/g, (token, name: string | undefined) => {
    if (token === "(?P<") return "(?<";
    if (name !== undefined) return `\\k<${name}>`;
    if (token === "\\A") return "(?<![\\s\\S])";
    return token === "\\Z" ? "(?![\\s\\S])" : token;
  });
  return { pattern: source, replacement: replacementFromPython(replacement), ...(flags === "" ? {} : { flags }) };
}

function replacementFromPython(replacement: string): string {
  return replacement.replace(
    /\$|\\g<(\w+)>|\\(\d{1,2})|\\([nrt\\])/g,
    (token, group?: string, digits?: string, letter?: string) => {
      if (token === "$") return "$$";
      if (group !== undefined) return /^\d+$/.test(group) ? (Number(group) === 0 ? "$&" : `$${group}`) : `$<${group}>`;
      if (digits !== undefined) return `$${digits}`;
      return { n: "\n", r: "\r", t: "\t", "\\": "\\" }[letter as string] as string;
    },
  );
}
