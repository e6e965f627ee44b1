import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html, parseFragment, type TreeAdapter } from "parse5";

/** An element: its attributes by name, its children with white space as a browser shows it. */
export interface HtmlElement {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly HtmlNode[];
  readonly isSvg: boolean;
}

export type HtmlNode = HtmlElement | string;

/** Limits for hostile documents. Parsers of HTML search their stack of open elements again and again: depth costs time. */
export const MAX_HTML_LENGTH: number = 16 * 1024 * 1024;
const MAX_NODES = 200_000;
const MAX_DEPTH = 500;

type ParentNode = DefaultTreeAdapterTypes.ParentNode;
type ChildNode = DefaultTreeAdapterTypes.ChildNode;

class LimitReached extends Error {}

/** The text parsed as a browser would, or `undefined` if it is too long, too deep or has too many elements. */
export function parseHtml(text: string): HtmlElement | undefined {
  if (text.length > MAX_HTML_LENGTH) return undefined;
  try {
    const fragment = parseFragment(text, { treeAdapter: boundedAdapter() });
    return { tag: "", attributes: new Map(), children: convertChildren(fragment, "", 0), isSvg: false };
  } catch (error) {
    if (error instanceof LimitReached) return undefined;
    throw error;
  }
}

function boundedAdapter(): TreeAdapter<DefaultTreeAdapterTypes.DefaultTreeAdapterMap> {
  let nodes = 0;
  const depths = new WeakMap<object, number>();
  const enter = (parent: ParentNode, child: ChildNode): void => {
    const depth = (depths.get(parent) ?? 0) + 1;
    if (depth > MAX_DEPTH) throw new LimitReached();
    depths.set(child, depth);
  };
  return {
    ...defaultTreeAdapter,
    createElement(tagName, namespaceURI, attributes) {
      if (++nodes > MAX_NODES) throw new LimitReached();
      return defaultTreeAdapter.createElement(tagName, namespaceURI, attributes);
    },
    appendChild(parent, child) {
      enter(parent, child);
      defaultTreeAdapter.appendChild(parent, child);
    },
    insertBefore(parent, child, reference) {
      enter(parent, child);
      defaultTreeAdapter.insertBefore(parent, child, reference);
    },
  };
}

const PREFORMATTED = new Set(["pre", "textarea", "script", "style", "listing"]);
/** Attributes whose white space only separates; that of others, such as `value` and `title`, is seen by readers. */
const BLANKS_IN_VALUE_DO_NOT_MATTER = new Set(["class", "style"]);
const INLINE = new Set(
  (
    "a abbr b bdi bdo button cite code data del dfn em font i img input ins kbd label mark q s samp select small span " +
    "strong sub sup time tt u var text tspan math mi mn mo"
  ).split(" "),
);

function convertChildren(parent: ParentNode, tag: string, depth: number): HtmlNode[] {
  // Moving elements (mis-nested formatting) can make the tree deeper than the stack of open elements was.
  if (depth > 2 * MAX_DEPTH) throw new LimitReached();
  const children: HtmlNode[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") children.push(text);
    text = "";
  };
  for (const node of parent.childNodes) {
    if (defaultTreeAdapter.isTextNode(node)) text += node.value;
    else if (defaultTreeAdapter.isElementNode(node)) {
      flush();
      children.push(convertElement(node, depth + 1));
    }
  }
  flush();
  return PREFORMATTED.has(tag) ? children : collapseBlanks(children);
}

function convertElement(node: DefaultTreeAdapterTypes.Element, depth: number): HtmlElement {
  const content: ParentNode = "content" in node ? (node as DefaultTreeAdapterTypes.Template).content : node;
  const isSvg = node.namespaceURI === html.NS.SVG;
  const attributes = new Map<string, string>();
  for (const { prefix, name, value } of node.attrs) {
    const isLoose = isSvg || BLANKS_IN_VALUE_DO_NOT_MATTER.has(name);
    attributes.set(
      prefix === undefined || prefix === "" ? name : `${prefix}:${name}`,
      isLoose ? value.replace(/\s+/g, " ").trim() : value,
    );
  }
  return {
    tag: node.tagName,
    attributes,
    children: convertChildren(content, node.tagName, depth),
    isSvg,
  };
}

// Runs of white space are one blank; beside a block, or at the start or end of an element, they are nothing.
function collapseBlanks(children: readonly HtmlNode[]): HtmlNode[] {
  const isInline = (node: HtmlNode | undefined): boolean =>
    node !== undefined && (typeof node === "string" || INLINE.has(node.tag));
  const result: HtmlNode[] = [];
  for (const [i, child] of children.entries()) {
    if (typeof child !== "string") {
      result.push(child);
      continue;
    }
    let text = child.replace(/[ \t\n\f\r]+/g, " ");
    if (!isInline(children[i - 1]) && text.startsWith(" ")) text = text.slice(1);
    if (!isInline(children[i + 1]) && text.endsWith(" ")) text = text.slice(0, -1);
    if (text !== "") result.push(text);
  }
  return result;
}

/** All text below an element, for messages. */
export function textOf(node: HtmlNode): string {
  if (typeof node === "string") return node;
  return node.children.map(textOf).join(" ").replace(/\s+/g, " ").trim();
}

/** An element written out again, for messages; attributes in order of their names. */
export function writeHtml(node: HtmlNode, room = 500): string {
  if (typeof node === "string") return node.slice(0, room);
  const attributes = [...node.attributes].map(([name, value]) => ` ${name}="${value}"`).join("");
  let text = `<${node.tag}${attributes}>`.slice(0, room);
  for (const child of node.children) {
    if (text.length >= room) return `${text}…`;
    text += writeHtml(child, room - text.length);
  }
  return `${text}</${node.tag}>`;
}
