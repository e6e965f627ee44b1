/** A logical line of Python at the outermost level. */
export interface PythonStatement {
  /** The statement without comments, its lines joined. */
  readonly text: string;
  /** The comment on its last line, without `#`. */
  readonly comment: string;
  /** Index in `text` of the first `=` that assigns; `undefined` if there is none (also for `+=` and the like). */
  readonly assignmentAt: number | undefined;
}

const STRING_START = /^(?:[rRbBuUfF]{0,2})("""|'''|"|')/;

/** The statements of a Python source that start without indentation. */
export function pythonStatements(source: string): PythonStatement[] {
  const statements: PythonStatement[] = [];
  let at = 0;
  let indented = false;
  while (at < source.length) {
    // What follows a semicolon is as deep as the line.
    if (at === 0 || source[at - 1] === "\n") indented = /[ \t]/.test(source[at] as string);
    while (source[at] === " " || source[at] === "\t") at++;
    const scanned = scanStatement(source, at);
    if (!indented && scanned.text !== "") statements.push(scanned);
    at = scanned.end;
  }
  return statements;
}

function scanStatement(source: string, start: number): PythonStatement & { readonly end: number } {
  let text = "";
  let comment = "";
  let depth = 0;
  let assignmentAt: number | undefined;
  let at = start;
  while (at < source.length) {
    const rest = source.slice(at, at + 5);
    const character = source[at] as string;
    const quote = STRING_START.exec(rest)?.[1];
    if (quote !== undefined && !/[\w]$/.test(text)) {
      const end = stringEnd(source, at + rest.indexOf(quote), quote);
      text += source.slice(at, end);
      at = end;
    } else if (character === "#") {
      const end = lineEnd(source, at);
      comment = source.slice(at + 1, end).trim();
      at = end;
    } else if (character === "\n" || (character === ";" && depth === 0)) {
      at++;
      if (depth === 0) break;
      // Inside brackets lines are joined; the comment of a line that is not the last is dropped.
      text = text.trimEnd();
      comment = "";
      while (source[at] === " " || source[at] === "\t") at++;
    } else if (character === "\\" && source[at + 1] === "\n") {
      at += 2;
    } else {
      if ("([{".includes(character)) depth++;
      else if (")]}".includes(character)) depth--;
      else if (character === "=" && depth === 0 && assignmentAt === undefined && assigns(source, at))
        assignmentAt = text.length;
      text += character;
      at++;
    }
  }
  // What stands before the statement is never trimmed, so the index of the assignment stays right.
  return { text: text.trimEnd(), comment, assignmentAt, end: Math.max(at, start + 1) };
}

function assigns(source: string, at: number): boolean {
  return source[at + 1] !== "=" && !"=!<>+-*/%&|^@:".includes(source[at - 1] ?? " ");
}

function stringEnd(source: string, quoteAt: number, quote: string): number {
  for (let at = quoteAt + quote.length; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith(quote, at)) return at + quote.length;
    else if (source[at] === "\n" && quote.length === 1) return at;
  }
  return source.length;
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end;
}
