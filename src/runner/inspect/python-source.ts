import type { SyntaxNode, Tree } from "@lezer/common";

interface Parser {
  parse(source: string): Tree;
}

/**
 * The tree of a Python source. IPython's magics are no Python: each is taken for a name that is as long, so that neither
 * its quotes nor its brackets reach what follows, and all places stay where they are. The parser's `print` is Python 2's
 * statement where no bracket follows; in Python 3 it is a name like any other.
 */
export function parsePython(parser: Parser, source: string): SyntaxNode {
  let text = source;
  for (;;) {
    const tree = parser.parse(text);
    // A magic that is taken out can bring a print behind it to light.
    const prints = printStatements(tree);
    const places = prints.length > 0 ? prints : firstMagics(tree, text);
    if (places.length === 0) return tree.topNode;
    text = masked(text, places);
  }
}

interface Place {
  readonly from: number;
  readonly to: number;
}

function masked(text: string, places: readonly Place[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of places) {
    parts.push(text.slice(at, from), "_".repeat(to - from));
    at = to;
  }
  return parts.join("") + text.slice(at);
}

/** Where the parser takes `print` for a keyword. */
function printStatements(tree: Tree): Place[] {
  const found: Place[] = [];
  tree.iterate({ enter: ({ name, from, to }) => void (name === "print" && found.push({ from, to })) });
  return found;
}

/**
 * The first place that is an error in Python and starts as a magic does: `%time x`, `!ls`, `?x`, `names = !ls`; and the
 * magics on the lines that follow it.
 */
function firstMagics(tree: Tree, text: string): Place[] {
  const cursor = tree.cursor();
  do {
    const { from } = cursor;
    if (!cursor.type.isError || !/[%!?]/.test(text[from] ?? "")) continue;
    const before = text.slice(text.lastIndexOf("\n", from - 1) + 1, from);
    if (!/^\s*(?:[^\s=]+\s*=\s*)?$/.test(before)) continue;
    const places = [{ from, to: magicEnd(text, from) }];
    for (;;) {
      const lineEnd = places.at(-1)!.to;
      const next = /^\s*(?=[%!?])/.exec(text.slice(lineEnd, lineEnd + 200));
      if (next === null) return places;
      const start = lineEnd + next[0].length;
      places.push({ from: start, to: magicEnd(text, start) });
    }
  } while (cursor.next());
  return [];
}

// A backslash at the end of the line goes on.
function magicEnd(text: string, from: number): number {
  const rest = /(?:[^\\\n]|\\\n?)*/y;
  rest.lastIndex = from;
  return from + (rest.exec(text)?.[0].length ?? 1);
}

export function textOf(node: Place, source: string): string {
  return source.slice(node.from, node.to);
}

export function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) all.push(child);
  return all;
}

/** The source from a place to the end of the node, its lines joined and without comments, as papermill shows values. */
export function singleLine(node: SyntaxNode, source: string, from: number): string {
  let text = "";
  let at = from;
  let lineEnded = false;
  const add = (piece: string): void => {
    if (piece === "") return;
    if (lineEnded && wouldMerge(text.at(-1), piece[0])) text += " ";
    lineEnded = false;
    text += piece;
  };
  const addBetween = (to: number): void => {
    const lines = source
      .slice(at, to)
      .replaceAll(/[ \t]*\\\r?\n[ \t]*/g, " ")
      .split(/[ \t]*\r?\n[ \t]*/);
    for (const [index, line] of lines.entries()) {
      if (index > 0) lineEnded = true;
      add(line);
    }
  };
  node.cursor().iterate(({ name, from: start, to }) => {
    if (start < at || !/^(?:Comment|String|FormatString)$/.test(name)) return true;
    addBetween(start);
    if (name === "Comment") text = text.trimEnd();
    else add(source.slice(start, to));
    at = to;
    return false;
  });
  addBetween(node.to);
  return text.trim();
}

/** True for the end and the start of two words, or of two texts, that a line's end keeps apart. */
function wouldMerge(last = "", first = ""): boolean {
  return [/[\p{L}\p{N}_]/u, /["']/].some((kind) => kind.test(last) && kind.test(first));
}
