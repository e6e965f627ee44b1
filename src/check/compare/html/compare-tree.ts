import type { CompareContext, Place } from "../context.js";
import { count } from "../count.js";
import { compareBase64Picture } from "../picture/compare-picture.js";
import { dataPicture } from "../picture/data-url.js";
import { blanksMessage, compareLine } from "../text/compare-line.js";
import { compareText } from "../text/compare-text.js";
import { compareTable } from "./compare-table.js";
import type { HtmlElement, HtmlNode } from "./html-tree.js";
import { reportNodes, type TreeWalk } from "./tree-walk.js";

/** Compares the children of two roots, see `compareElements`. */
export function compareTrees(stored: HtmlElement, got: HtmlElement, place: Place, context: CompareContext): void {
  const walk: TreeWalk = {
    place,
    context,
    tables: 0,
    compareElements: (a, b, where) => compareElements(a, b, where, walk),
    compareChildren: (a, b, where) => compareChildren(a, b, where, walk),
  };
  compareChildren(stored.children, got.children, "", walk);
}

/** Compares two elements: attributes in any order, children in order, numbers within the tolerance, tables cell by cell. */
function compareElements(stored: HtmlElement, got: HtmlElement, where: string, walk: TreeWalk): void {
  if (walk.context.full()) return;
  if (stored.tag !== got.tag) {
    reportNodes(walk, where, `<${stored.tag}> became <${got.tag}>`, stored, got);
    return;
  }
  compareAttributes(stored, got, where, walk);
  if (stored.tag === "table") compareTable(stored, got, where, walk);
  else compareChildren(stored.children, got.children, where, walk);
}

/** Compares lists of nodes one by one; lists of unequal length give one difference. */
function compareChildren(stored: readonly HtmlNode[], got: readonly HtmlNode[], where: string, walk: TreeWalk): void {
  if (stored.length !== got.length || stored.some((node, i) => kind(node) !== kind(got[i] as HtmlNode))) {
    let at = 0;
    while (at < stored.length && at < got.length && kind(stored[at] as HtmlNode) === kind(got[at] as HtmlNode)) at++;
    const message =
      stored.length === got.length
        ? `${kind(stored[at] as HtmlNode)} became ${kind(got[at] as HtmlNode)}`
        : `${count(stored.length, "part")} became ${got.length}, the first that differs is part ${at + 1}`;
    reportNodes(walk, where, message, stored[at], got[at]);
    return;
  }
  const counts = new Map<string, number>();
  for (const [i, node] of stored.entries()) {
    const other = got[i] as HtmlNode;
    if (typeof node === "string" || typeof other === "string") {
      const lines = { where: where === "" ? "text" : where };
      compareText(String(node), String(other), walk.place, walk.context, lines);
      continue;
    }
    const number = (counts.get(node.tag) ?? 0) + 1;
    counts.set(node.tag, number);
    compareElements(node, other, step(where, node.tag, number), walk);
  }
}

function kind(node: HtmlNode): string {
  return typeof node === "string" ? "text" : `<${node.tag}>`;
}

// Of a long way down only the last steps help.
function step(where: string, tag: string, number: number): string {
  const steps = where.split(" > ").filter((part) => part !== "");
  return [...steps.slice(-5), number === 1 ? tag : `${tag}[${number}]`].join(" > ");
}

/** Attributes of SVG that hold geometry, where letters and signs stand right beside numbers; others hold names and texts, too. */
const GEOMETRY: ReadonlySet<string> = new Set(
  (
    "d dx dy gradientTransform kernelMatrix keyPoints keySplines keyTimes path patternTransform points rotate " +
    "stroke-dasharray tableValues transform values viewBox x y"
  ).split(" "),
);

function compareAttributes(stored: HtmlElement, got: HtmlElement, where: string, walk: TreeWalk): void {
  const tag = `<${stored.tag}>`;
  for (const [name, value] of stored.attributes) {
    const other = got.attributes.get(name);
    if (other === value) continue;
    const [picture, newPicture] = [dataPicture(value), dataPicture(other)];
    if (other === undefined) reportNodes(walk, where, `${tag} lost the attribute ${name}`, value, "");
    else if (picture !== undefined && newPicture !== undefined) {
      compareBase64Picture(picture, newPicture, walk.place, walk.context, where);
    } else {
      const result = compareLine(value, other, walk.context.rules, stored.isSvg && GEOMETRY.has(name) ? "svg" : "text");
      if (!result.equal || (result.blanksDiffer && !result.digitsDiffer)) {
        reportNodes(
          walk,
          where,
          `attribute ${name} of ${tag}: ${result.message || blanksMessage(value, other)}`,
          value,
          other,
        );
      }
    }
  }
  for (const [name, value] of got.attributes) {
    if (!stored.attributes.has(name)) reportNodes(walk, where, `${tag} has the new attribute ${name}`, "", value);
  }
}
