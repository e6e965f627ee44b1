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
  for (const { from, to } of printStatements(parser.parse(source)))
    text = `${text.slice(0, from)}${"_".repeat(to - from)}${text.slice(to)}`;
  for (;;) {
    const tree = parser.parse(text);
    const magic = firstMagic(tree, text);
    if (magic === undefined) return tree.topNode;
    text = text.slice(0, magic.from) + "_".repeat(magic.to - magic.from) + text.slice(magic.to);
  }
}

/** Where the parser takes `print` for a keyword. */
function printStatements(tree: Tree): { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  tree.iterate({ enter: ({ name, from, to }) => void (name === "print" && found.push({ from, to })) });
  return found;
}

/** The first place that is an error in Python and starts as a magic does: `%time x`, `!ls`, `?x`, `names = !ls`. */
function firstMagic(tree: Tree, text: string): { readonly from: number; readonly to: number } | undefined {
  const cursor = tree.cursor();
  do {
    const { from } = cursor;
    if (!cursor.type.isError || !/[%!?]/.test(text[from] ?? "")) continue;
    const before = text.slice(text.lastIndexOf("\n", from - 1) + 1, from);
    if (!/^\s*(?:[^\s=]+\s*=\s*)?$/.test(before)) continue;
    // A backslash at the end of the line goes on.
    return { from, to: from + (/^(?:[^\\\n]|\\\n?)*/.exec(text.slice(from))?.[0].length ?? 1) };
  } while (cursor.next());
  return undefined;
}

export function textOf(node: { readonly from: number; readonly to: number }, source: string): string {
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
  const joined = (to: number): string =>
    source
      .slice(at, to)
      .replaceAll(/\\\r?\n/g, "")
      .replaceAll(/[ \t]*\r?\n[ \t]*/g, "");
  node.cursor().iterate(({ name, from: start, to }) => {
    if (start < at || !/^(?:Comment|String|FormatString)$/.test(name)) return true;
    text += joined(start);
    text = name === "Comment" ? text.trimEnd() : text + source.slice(start, to);
    at = to;
    return false;
  });
  return (text + joined(node.to)).trim();
}
