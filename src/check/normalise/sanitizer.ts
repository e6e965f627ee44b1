import { createContext, Script } from "node:vm";
import { OptionError, rejectUnknown } from "../../core/index.js";
import { pathCovers } from "./output-path.js";
import { expressionFromPython } from "./python-expression.js";
import { replacementFromPython } from "./python-replacement.js";

/** A regular expression and what replaces its matches: `$1`, `$<name>`, `$&` as in `String.replace`. */
export interface Sanitizer {
  readonly pattern: string;
  readonly replacement: string;
  /** Flags of the expression beside `g`, such as `i`, `m`, `s`, `u`. */
  readonly flags?: string | undefined;
  /** Only at or below this path of the cell, written as pytest-notebook's: each `*` stands for one part. */
  readonly path?: string | undefined;
  /** `python`: both are written for Python's `re.sub`. The default is JavaScript's way. */
  readonly syntax?: SanitizerSyntax | undefined;
}

/** Whose regular expressions a sanitizer is written in; JavaScript's if it does not say. */
export type SanitizerSyntax = "javascript" | "python";

/** Texts longer than this many characters are not given to the expressions of users. */
export const MAX_SANITIZED_LENGTH: number = 4 * 1024 * 1024;

/** One expression may work this long on one text, and all of them this long on the texts of one cell. */
const TIME_LIMIT_MS = 2_000;
const CELL_TIME_LIMIT_MS = 20_000;

/** The limit is one of time that passes: where a busy machine gave the expression less than half of it, it is tried again. */
const MAX_ATTEMPTS = 10;

/** Throws an `OptionError` that shows what is wrong with the expression. */
export function checkSanitizer(sanitizer: Sanitizer, where: string): void {
  if (typeof sanitizer !== "object" || sanitizer === null)
    throw new OptionError({ what: "a sanitizer", where, expected: "{ pattern, replacement }", got: String(sanitizer) });
  const { pattern, replacement, flags, path, syntax, ...rest } = sanitizer;
  rejectUnknown(rest, `${where}: sanitizer`, ["pattern", "replacement", "flags", "path", "syntax"]);
  for (const [name, value] of Object.entries({ pattern, replacement }))
    if (typeof value !== "string")
      throw new OptionError({ what: `${name} of a sanitizer`, where, expected: "a text", got: String(value) });
  if (path !== undefined && typeof path !== "string")
    throw new OptionError({ what: "path of a sanitizer", where, expected: "a text", got: String(path) });
  if (flags !== undefined && typeof flags !== "string")
    throw new OptionError({ what: "flags of a sanitizer", where, expected: "a text", got: String(flags) });
  if (syntax !== undefined && syntax !== "javascript" && syntax !== "python")
    throw new OptionError({
      what: "syntax of a sanitizer",
      where,
      expected: "javascript, python",
      got: String(syntax),
    });
  compile(sanitizer, where);
}

/** What `String.replace` takes. */
interface Compiled {
  readonly expression: RegExp;
  readonly replacement: string;
}

function compile(sanitizer: Sanitizer, where: string): Compiled {
  const { pattern, replacement, flags = "", syntax } = sanitizer;
  try {
    if (syntax === "python") {
      const { source, flags: translated, groups } = expressionFromPython(pattern, flags);
      return {
        expression: new RegExp(source, `g${translated}`),
        replacement: replacementFromPython(replacement, groups),
      };
    }
    return { expression: new RegExp(pattern, flags.includes("g") ? flags : `g${flags}`), replacement };
  } catch (cause) {
    throw new OptionError({
      what: `the sanitizer ${JSON.stringify(sanitizer.pattern)} is no valid regular expression`,
      where,
      got: cause instanceof Error ? cause.message : String(cause),
      hint:
        syntax === "python"
          ? `The replacement is ${JSON.stringify(replacement)}; both are read as Python's re.sub reads them`
          : 'Expressions are JavaScript\'s: (?<name>…) instead of (?P<name>…), flags beside the pattern; or set syntax: "python"',
      cause,
    });
  }
}

/** Applies the expressions of a user, in order; made once per cell. `path` is where the text stands in the cell. */
export function sanitizerFunction(
  sanitizers: readonly Sanitizer[],
  where: string,
): (text: string, path: string) => string {
  if (sanitizers.length === 0) return (text) => text;
  const compiled = sanitizers.map((sanitizer) => ({ sanitizer, ...compile(sanitizer, where) }));
  // An expression can take exponential time on a short text, so a limit on the length is not enough: `vm` ends the
  // engine's backtracking by its watchdog.
  const context = createContext(Object.create(null) as Record<string, unknown>) as Record<string, unknown>;
  let leftMs = CELL_TIME_LIMIT_MS;
  const script = new Script("text.replace(expression, replacement)");
  return (text, path) => {
    if (text.length > MAX_SANITIZED_LENGTH) return text;
    let result = text;
    const fail = (sanitizer: Sanitizer, what: string, hint: string, cause?: unknown): never => {
      const got = `a text of ${result.length} characters`;
      throw new OptionError({
        what: `the sanitizer ${JSON.stringify(sanitizer.pattern)} ${what}`,
        where,
        got,
        hint,
        cause,
      });
    };
    for (const { sanitizer, expression, replacement } of compiled) {
      if (sanitizer.path !== undefined && !pathCovers(sanitizer.path, path)) continue;
      expression.lastIndex = 0;
      context["text"] = result;
      context["expression"] = expression;
      context["replacement"] = replacement;
      const limit = Math.max(1, Math.ceil(Math.min(TIME_LIMIT_MS, leftMs)));
      try {
        const run = runWithin(script, context, limit);
        result = run.value;
        leftMs -= run.ms;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT")
          fail(sanitizer, "cannot be applied", "Its replacement may make the text too long", cause);
        const hint = "Nested repetitions such as (a+)+ backtrack without end; write the expression without them";
        fail(sanitizer, `took more than ${limit / 1000} s`, hint, cause);
      }
      if (result.length > 2 * MAX_SANITIZED_LENGTH)
        fail(sanitizer, "makes the text too long", "Write a shorter replacement");
    }
    return result;
  };
}

function runWithin(script: Script, context: object, limitMs: number): { readonly value: string; readonly ms: number } {
  for (let attempt = 1; ; attempt++) {
    const start = performance.now();
    const before = process.cpuUsage();
    try {
      const value = script.runInContext(context, { timeout: limitMs }) as string;
      return { value, ms: performance.now() - start };
    } catch (error) {
      const timedOut = (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
      const workedMs = process.cpuUsage(before).user / 1000;
      if (!timedOut || attempt === MAX_ATTEMPTS || workedMs > limitMs / 2) throw error;
    }
  }
}
