import type { Sanitizer } from "./sanitizer.js";

/**
 * The pairs of a file for nbval's `--nbval-sanitize-with`: a line `regex: …` directly followed by `replace: …`. Headers and
 * all else are ignored, as there; of an expression that comes again the last replacement holds.
 */
export function parseSanitizeFile(text: string): Sanitizer[] {
  const found = new Map<string, string>();
  // nbval: re.findall('^regex: (.*)$\n^replace: (.*)$', flags=MULTILINE); Python's `.` stops at "\n" only. There, the "\r" of
  // a file from Windows becomes part of the expression, which then matches nothing.
  for (const match of text.replaceAll("\r\n", "\n").matchAll(/^regex: ([^\n]*)\nreplace: ([^\n]*)$/gm))
    found.set(match[1] as string, match[2] as string);
  return [...found].map(([pattern, replacement]) => ({ pattern, replacement, syntax: "python" }));
}
