/** A text in three parts: what it begins and ends with as the other side does, and what differs between. */
export interface MarkedText {
  readonly before: string;
  readonly changed: string;
  readonly after: string;
}

/** How much of a long line that both sides begin with is kept before what differs. */
const KEPT_CHARACTERS = 60;

/** Two texts without their common start and end, so that a reader need not look for what differs. */
export function markDifference(stored: string, got: string): [MarkedText, MarkedText] {
  const most = Math.min(stored.length, got.length);
  let start = 0;
  while (start < most && stored[start] === got[start]) start++;
  // No half of a pair of surrogates.
  if (isHigh(stored, start - 1)) start--;
  let end = 0;
  while (end < most - start && stored.at(-1 - end) === got.at(-1 - end)) end++;
  if (end > 0 && isHigh(stored, stored.length - end - 1)) end--;
  return [marked(stored, start, end), marked(got, start, end)];
}

function marked(text: string, start: number, end: number): MarkedText {
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const cut =
    start - line > KEPT_CHARACTERS ? `${text.slice(0, line)}…${text.slice(start - KEPT_CHARACTERS, start)}` : "";
  return {
    before: cut === "" ? text.slice(0, start) : cut,
    changed: text.slice(start, text.length - end),
    after: end === 0 ? "" : text.slice(-end),
  };
}

function isHigh(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code < 0xdc00;
}
