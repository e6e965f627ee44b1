import type { HtmlElement, HtmlNode } from "./html-tree.js";

/**
 * The tree with the ids of SVG elements replaced by their order, and the references to them likewise: plotting libraries
 * draw ids at random. Descriptions (`metadata`, with the time of drawing) are left out.
 */
export function canonicalSvg(root: HtmlElement): HtmlElement {
  const ids = new Map<string, string>();
  collect(root, ids);
  return rewrite(root, ids);
}

function collect(element: HtmlElement, ids: Map<string, string>): void {
  const id = element.isSvg ? element.attributes.get("id") : undefined;
  if (id !== undefined && !ids.has(id)) ids.set(id, `id${ids.size + 1}`);
  for (const child of element.children) if (typeof child !== "string") collect(child, ids);
}

function rewrite(element: HtmlElement, ids: ReadonlyMap<string, string>): HtmlElement {
  const attributes = new Map<string, string>();
  for (const [name, value] of element.attributes) {
    if (!element.isSvg) attributes.set(name, value);
    else if (name === "id") attributes.set(name, ids.get(value) ?? value);
    else {
      const known = value.replace(/#([^\s"'()]+)/g, (all, id: string) => (ids.has(id) ? `#${ids.get(id)}` : all));
      attributes.set(name, known);
    }
  }
  const children: HtmlNode[] = [];
  for (const child of element.children) {
    if (typeof child === "string") children.push(child);
    else if (!(child.isSvg && child.tag === "metadata")) children.push(rewrite(child, ids));
  }
  return { ...element, attributes, children };
}
