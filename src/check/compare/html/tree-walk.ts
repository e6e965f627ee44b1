import type { CompareContext, Place } from "../context.js";
import { type HtmlElement, type HtmlNode, writeHtml } from "./html-tree.js";

/** What a walk through two trees carries along. */
export interface TreeWalk {
  readonly place: Place;
  readonly context: CompareContext;
  /** Tables met so far, for their numbers. */
  tables: number;
  compareElements(stored: HtmlElement, got: HtmlElement, where: string): void;
  compareChildren(stored: readonly HtmlNode[], got: readonly HtmlNode[], where: string): void;
}

/** Reports a difference between two nodes, written out as HTML. */
export function reportNodes(
  { place, context }: TreeWalk,
  where: string,
  message: string,
  stored: HtmlNode | undefined,
  got: HtmlNode | undefined,
): void {
  const write = (node: HtmlNode | undefined): string => (node === undefined ? "" : writeHtml(node));
  context.report(place, where, message, write(stored), write(got));
}
