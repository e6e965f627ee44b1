/** A text in three parts: what it begins and ends with as the other side does, and what differs between. */
export interface MarkedText {
  readonly before: string;
  readonly changed: string;
  readonly after: string;
}

/** How much of a long line that both sides begin with is kept before what differs. */
const KEPT_CHARACTERS = 60;

/** Numbers up to this length are marked as a whole. */
const MAX_NUMBER_LENGTH = 40;

/**
 * Two texts without their common start and end, so that a reader need not look for what differs. Numbers are not divided: of
 * 3.15 and 3.14159265 "415926" would be marked on one side, and nothing on the other.
 */
export function markDifference(stored: string, got: string): [MarkedText, MarkedText] {
  const most = Math.min(stored.length, got.length);
  let start = 0;
  while (start < most && stored[start] === got[start]) start++;
  // No half of a pair of surrogates.
  if (isHigh(stored, start - 1)) start--;
  let end = 0;
  while (end < most - start && stored.at(-1 - end) === got.at(-1 - end)) end++;
  if (end > 0 && isHigh(stored, stored.length - end - 1)) end--;
  const startsInNumber = isNumeric(stored[start]) || isNumeric(got[start]);
  if (startsInNumber) start -= numberLength((i) => stored[start - 1 - i]);
  const endsInNumber = isNumeric(stored.at(-1 - end)) || isNumeric(got.at(-1 - end));
  if (endsInNumber) end -= numberLength((i) => (i < end ? stored[stored.length - end + i] : undefined));
  return [marked(stored, start, end), marked(got, start, end)];
}

// 0 for what is too long to be a number that people read.
function numberLength(at: (i: number) => string | undefined): number {
  let length = 0;
  while (length <= MAX_NUMBER_LENGTH && isNumeric(at(length))) length++;
  return length > MAX_NUMBER_LENGTH ? 0 : length;
}

function isNumeric(character: string | undefined): boolean {
  return character !== undefined && /[0-9.]/.test(character);
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
