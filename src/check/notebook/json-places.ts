/** A piece of a text: `start` is its first character, `end` the one behind its last. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One member of a JSON object: its key and where its value stands. */
export interface MemberPlace {
  readonly key: string;
  readonly value: TextRange;
}

/** The members of the object that starts at `start` of a valid JSON text, in the order of the text. */
export function memberPlaces(text: string, start: number): MemberPlace[] {
  const members: MemberPlace[] = [];
  let at = skipSpace(text, start + 1);
  while (text[at] === '"') {
    const keyEnd = skipString(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    // Behind the key stands a colon.
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const valueEnd = skipValue(text, valueStart);
    members.push({ key, value: { start: valueStart, end: valueEnd } });
    at = skipSpace(text, valueEnd);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return members;
}

/** Where the items of the list that starts at `start` of a valid JSON text stand. */
export function itemPlaces(text: string, start: number): TextRange[] {
  const items: TextRange[] = [];
  let at = skipSpace(text, start + 1);
  while (at < text.length && text[at] !== "]") {
    const end = skipValue(text, at);
    items.push({ start: at, end });
    at = skipSpace(text, end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return items;
}

/** The first position from `at` on that is no white space. */
export function skipSpace(text: string, at: number): number {
  for (let i = at; ; i++) {
    const code = text.charCodeAt(i);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return i;
  }
}

/** The position behind the value that starts at `at`; no recursion, whatever the depth. */
function skipValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return skipString(text, at);
  if (first !== "{" && first !== "[") return skipScalar(text, at);
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = skipString(text, i) - 1;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return i + 1;
  }
  return text.length;
}

function skipString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i + 1;
  }
  return text.length;
}

function skipScalar(text: string, at: number): number {
  let i = at;
  while (i < text.length && !/[\s,\]}]/.test(text.charAt(i))) i++;
  return i;
}
